// How much a station remembers. A controller compiles the core with less (ports/esp-idf,
// docs/controllers.md); every file of one program must be compiled with the same numbers.
#pragma once

#include <cstddef>

#ifndef ROAM_BSS_ROOM
#define ROAM_BSS_ROOM 32
#endif
#ifndef ROAM_LOOK_ROOM
#define ROAM_LOOK_ROOM 64
#endif
#ifndef ROAM_CHANNEL_ROOM
#define ROAM_CHANNEL_ROOM 64
#endif

namespace station {

inline constexpr std::size_t kBssRoom = ROAM_BSS_ROOM;    ///< BSS of the network, the serving one included
inline constexpr std::size_t kLookRoom = ROAM_LOOK_ROOM;  ///< channels whose last look is remembered
inline constexpr std::size_t kChannelRoom = ROAM_CHANNEL_ROOM;  ///< channels that the radio may use
static_assert(kBssRoom >= 2 && kLookRoom >= 1 && kChannelRoom >= 1);

}  // namespace station
