# One target carries every compile and link option, so that no module has flags of its own.
add_library(zhida_options INTERFACE)
target_compile_options(zhida_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Wimplicit-fallthrough -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(zhida_options INTERFACE -Wno-missing-field-initializers)
else()
  # g++ 12 warns of members that a designated initialiser leaves at their default; that is the point of defaults.
  target_compile_options(zhida_options INTERFACE -Wno-missing-field-initializers)
endif()

set(ZHIDA_SANITIZE "" CACHE STRING "address,undefined or thread")
if(ZHIDA_SANITIZE)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What sanitisers weave in makes g++ see values it takes for unset; they look themselves at run time.
    target_compile_options(zhida_options INTERFACE -Wno-maybe-uninitialized)
  endif()
  target_compile_options(zhida_options INTERFACE -fsanitize=${ZHIDA_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(zhida_options INTERFACE -fsanitize=${ZHIDA_SANITIZE})
endif()
