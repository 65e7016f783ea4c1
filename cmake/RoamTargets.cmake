# Warnings, and the one way to declare a folder's library: what it may see is what it links.

add_library(roam_options INTERFACE)
target_compile_options(roam_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wcast-align -Woverloaded-virtual -Wimplicit-fallthrough -Werror
  # std::stable_sort of libstdc++ 12 uses a function that is deprecated; clang says so of whoever calls it.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)

# roam_library(NAME FOLDER SOURCES... DEPENDS targets... USES third-party targets...)
# DEPENDS are folders of this project, as DESIGN section 3 allows them; USES are libraries from outside.
function(roam_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;USES" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} PRIVATE roam_options PUBLIC ${ARG_DEPENDS} ${ARG_USES})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${name} INTERFACE ${ARG_DEPENDS} ${ARG_USES})
  endif()
endfunction()

function(roam_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;USES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE roam_options ${ARG_DEPENDS} ${ARG_USES})
endfunction()
