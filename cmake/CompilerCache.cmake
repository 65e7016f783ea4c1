# Uses ccache where it is installed: a second checkout, another preset with the same flags, or CI after a session
# compile only what changed. Paths under the source folder are hashed as relative ones. -DROAM_CCACHE=OFF turns it off.
option(ROAM_CCACHE "compile through ccache where it is installed" ON)
find_program(ROAM_CCACHE_PROGRAM ccache)
mark_as_advanced(ROAM_CCACHE_PROGRAM)
if(ROAM_CCACHE AND ROAM_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
                                  ${ROAM_CCACHE_PROGRAM})
endif()
