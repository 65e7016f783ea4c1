# What of the house there is on Windows: the core and the commands on files (roam decode, roam
# explain, roam check-trace). The
# daemons, their sockets and the laboratory are Linux's. Libraries that are headers come from this machine's; a folder
# of links keeps the rest of its headers out of sight.
set(shared_headers ${CMAKE_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${shared_headers})
foreach(library boost CLI fmt)
  if(NOT IS_DIRECTORY /usr/include/${library})
    message(FATAL_ERROR "/usr/include/${library} is missing: script/setup test")
  endif()
  file(CREATE_LINK /usr/include/${library} ${shared_headers}/${library} SYMBOLIC)
endforeach()

add_library(roam_shared_headers INTERFACE)
target_include_directories(roam_shared_headers SYSTEM INTERFACE ${shared_headers})
add_library(Boost::headers ALIAS roam_shared_headers)
add_library(CLI11::CLI11 ALIAS roam_shared_headers)

add_library(roam_shared_fmt INTERFACE)
target_link_libraries(roam_shared_fmt INTERFACE roam_shared_headers)
target_compile_definitions(roam_shared_fmt INTERFACE FMT_HEADER_ONLY)
add_library(fmt::fmt ALIAS roam_shared_fmt)

file(WRITE ${CMAKE_BINARY_DIR}/boost_json.cpp "#include <boost/json/src.hpp>\n")
add_library(roam_shared_json STATIC ${CMAKE_BINARY_DIR}/boost_json.cpp)
target_link_libraries(roam_shared_json PUBLIC roam_shared_headers)
target_compile_definitions(roam_shared_json PUBLIC BOOST_JSON_STATIC_LINK BOOST_CONTAINER_NO_LIB BOOST_JSON_NO_LIB)
add_library(Boost::json ALIAS roam_shared_json)

foreach(folder base wifi radio records markup station station/policies ports micro steering capture engine explain/timeline explain/trace
               explain/verdicts explain/what_if explain apps/decode apps/cli apps/explain)
  add_subdirectory(src/${folder})
endforeach()
add_subdirectory(tests/windows)
