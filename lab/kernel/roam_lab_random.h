/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The laboratory's replacement for the host's random numbers: SplitMix64 from the environment variable
 * ROAM_LAB_SEED. All randomness of a user-mode kernel enters through os_getrandom(); with this behind it, two runs
 * of one seed draw the same numbers, inside the kernel and in every program it runs.
 */
#ifndef ROAM_LAB_RANDOM_H
#define ROAM_LAB_RANDOM_H

#include <stdlib.h>
#include <sys/types.h>

static ssize_t roam_lab_random(void *buffer, size_t length)
{
	static unsigned long long state;
	static int seeded;
	unsigned char *out = buffer;
	size_t i;

	if (!seeded) {
		const char *seed = getenv("ROAM_LAB_SEED");

		state = seed ? strtoull(seed, NULL, 10) : 0;
		seeded = 1;
	}
	for (i = 0; i < length; i++) {
		unsigned long long word = (state += 0x9E3779B97F4A7C15ULL);

		word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ULL;
		word = (word ^ (word >> 27)) * 0x94D049BB133111EBULL;
		out[i] = (unsigned char)((word ^ (word >> 31)) >> 56);
	}
	return (ssize_t)length;
}

#endif
