# The first instructions: no data to copy, the zeroed section, a stack, and away.
    .section .text.start, "ax"
    .globl _start
_start:
    la sp, stack_top
    la a0, bss_start
    la a1, bss_end
1:  bgeu a0, a1, 2f
    sw zero, 0(a0)
    addi a0, a0, 4
    j 1b
2:  call walk_start

    .section .rodata
    .globl walk_script, walk_script_end
walk_script:
    .incbin WALK_SCRIPT
walk_script_end:
