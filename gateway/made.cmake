# The table of routes, made from the OpenAPI document.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(table ${CMAKE_BINARY_DIR}/made/gateway/route_table.cpp)
add_custom_command(
  OUTPUT ${table}
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/openapi/route_table.py
          ${CMAKE_SOURCE_DIR}/gateway/openapi.json ${table}
  DEPENDS ${CMAKE_SOURCE_DIR}/gateway/openapi.json
          ${CMAKE_SOURCE_DIR}/tools/openapi/route_table.py
  VERBATIM)
list(APPEND sources ${table})
