# Libraries from outside, each as one interface target zhida_outside_<name>; headers are SYSTEM.
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)

function(zhida_outside name)
  add_library(zhida_outside_${name} INTERFACE)
  target_link_libraries(zhida_outside_${name} INTERFACE ${ARGN})
endfunction()

zhida_outside(openssl OpenSSL::SSL OpenSSL::Crypto)
zhida_outside(threads Threads::Threads)

pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
zhida_outside(sqlite PkgConfig::SQLITE)

find_package(Boost 1.81 REQUIRED COMPONENTS json)
zhida_outside(asio Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
zhida_outside(json Boost::json)

find_package(pugixml REQUIRED)
zhida_outside(pugixml pugixml::pugixml)

pkg_check_modules(LIBXML2 REQUIRED IMPORTED_TARGET libxml-2.0)
zhida_outside(libxml2 PkgConfig::LIBXML2)

find_package(spdlog REQUIRED)
zhida_outside(spdlog spdlog::spdlog)

find_package(CLI11 REQUIRED)
zhida_outside(cli11 CLI11::CLI11)

find_package(tomlplusplus REQUIRED)
zhida_outside(toml tomlplusplus::tomlplusplus)
zhida_outside(gtest GTest::gtest)

find_package(ZLIB REQUIRED)
zhida_outside(zlib ZLIB::ZLIB)

pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
zhida_outside(zip PkgConfig::LIBZIP)

# SOCI has neither a CMake configuration nor a .pc file in Debian 12.
zhida_outside(soci soci_core soci_sqlite3 soci_postgresql)
target_include_directories(zhida_outside_soci SYSTEM INTERFACE /usr/include/postgresql)

pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
zhida_outside(xlsxwriter PkgConfig::XLSXWRITER)
