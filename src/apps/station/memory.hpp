// The memory of a program that runs for months and had a busy first second.
#pragma once

namespace station_app {

/// Gives back what only the start needed: pages of code (the dynamic linker, the configuration's parser, and
/// what the kernel maps around each page that is touched), and what malloc keeps for later. Code that is
/// called again comes back from the page cache, sixteen pages for one fault. Nothing else changes.
void give_back_start_up_memory();

}  // namespace station_app
