# A folder is a module is a target is a namespace. What a module may use stands in tools/layers.txt
# and nowhere else: the line of a module is its list of link dependencies.
#
#   core/codec: core/base
#   transport: core/base @openssl
#
# A word with @ is a library from outside (cmake/outside.cmake). Each module has an include root of
# its own (a folder with one link to the module's folder), so that an include that is not allowed
# does not compile: "core/base/result.hpp" is found only where core/base is a dependency.
#
# Files of a module: *.cpp go into the library; *_test.cpp into its test program; *_main.cpp each
# makes a program of its own named after the file (zhidad_main.cpp → zhidad); *_fuzz.cpp each makes a
# fuzzer of its own in the preset `fuzz` (all of them: ninja fuzzers), and is left out elsewhere. The
# subfolder detail/ holds what is private.

find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
include(${CMAKE_CURRENT_LIST_DIR}/outside.cmake)

if(ZHIDA_FUZZ)
  add_custom_target(fuzzers)
endif()

function(zhida_target name out)
  string(REPLACE "/" "_" target ${name})
  set(${out} ${target} PARENT_SCOPE)
endfunction()

function(zhida_include_root name out)
  zhida_target(${name} target)
  set(root ${CMAKE_BINARY_DIR}/roots/${target})
  get_filename_component(parent ${root}/${name} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  if(NOT EXISTS ${root}/${name})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${name} ${root}/${name} SYMBOLIC)
  endif()
  set(${out} ${root} PARENT_SCOPE)
endfunction()

function(zhida_module name)
  zhida_target(${name} target)
  zhida_include_root(${name} root)
  set(links)
  foreach(word ${ARGN})
    if(word MATCHES "^@(.*)$")
      list(APPEND links zhida_outside_${CMAKE_MATCH_1})
    else()
      zhida_target(${word} other)
      list(APPEND links ${other})
    endif()
  endforeach()

  file(GLOB sources CONFIGURE_DEPENDS ${name}/*.cpp ${name}/detail/*.cpp)
  set(tests ${sources})
  set(mains ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER mains INCLUDE REGEX "_main\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|main|fuzz)\\.cpp$")

  # A module that has a source made at build says how in made.cmake, which appends to `sources`.
  if(EXISTS ${CMAKE_SOURCE_DIR}/${name}/made.cmake)
    include(${CMAKE_SOURCE_DIR}/${name}/made.cmake)
  endif()

  if(sources)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${root})
    target_link_libraries(${target} PUBLIC ${links} PRIVATE zhida_options)
    # Digests, signatures and the trie carry every test; unoptimised they are most of its time.
    if(name MATCHES "^core/(base|codec|crypto|store)$")
      target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O2>)
    endif()
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${root})
    target_link_libraries(${target} INTERFACE ${links})
  endif()

  foreach(main ${mains})
    get_filename_component(program ${main} NAME_WE)
    string(REGEX REPLACE "_main$" "" program ${program})
    string(REPLACE "_" "-" program ${program})
    add_executable(${program} ${main})
    target_link_libraries(${program} PRIVATE ${target} zhida_options)
    set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  endforeach()

  if(ZHIDA_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(program ${fuzzer} NAME_WE)
      add_executable(${program} ${fuzzer})
      target_link_libraries(${program} PRIVATE ${target} zhida_options)
      target_link_options(${program} PRIVATE -fsanitize=fuzzer)
      set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
      add_dependencies(fuzzers ${program})
    endforeach()
  endif()

  if(tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} GTest::gtest_main zhida_options)
    target_compile_definitions(${target}_test PRIVATE
      ZHIDA_SOURCE_DIR="${CMAKE_SOURCE_DIR}" ZHIDA_BINARY_DIR="${CMAKE_BINARY_DIR}")
    set_target_properties(${target}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
    add_test(NAME ${name} COMMAND ${target}_test)
  endif()
endfunction()

function(zhida_modules layers)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${layers})
  file(STRINGS ${layers} lines REGEX "^[a-z]")
  foreach(line ${lines})
    string(REGEX REPLACE " *#.*$" "" line "${line}")
    string(REGEX MATCH "^([a-z_/]+):(.*)$" matched "${line}")
    if(NOT matched)
      message(FATAL_ERROR "tools/layers.txt: cannot read the line '${line}'")
    endif()
    set(name ${CMAKE_MATCH_1})
    separate_arguments(words UNIX_COMMAND "${CMAKE_MATCH_2}")
    file(GLOB has CONFIGURE_DEPENDS ${name}/*.hpp ${name}/*.cpp)
    if(has)
      zhida_module(${name} ${words})
    endif()
  endforeach()
endfunction()
