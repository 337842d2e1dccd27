# Everything that Orrery links, each from Debian's packages or from node_modules.
# Versions and reasons stand in docs/dependencies.md.

find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(simdjson REQUIRED)
find_library(CLD2_LIBRARY cld2 REQUIRED)
find_path(CLD2_INCLUDE cld2/public/compact_lang_det.h REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(RSVG REQUIRED IMPORTED_TARGET librsvg-2.0)
pkg_check_modules(DUKTAPE REQUIRED IMPORTED_TARGET duktape)

# DuckDB: the library from the npm binding, the header from the npm source package of the
# same version; a system DuckDB comes first where there is one.
find_library(DUCKDB_LIBRARY duckdb PATHS ${CMAKE_SOURCE_DIR}/node_modules/@duckdb/node-bindings-linux-x64)
find_path(DUCKDB_INCLUDE duckdb.h PATHS ${CMAKE_SOURCE_DIR}/node_modules/duckdb/src/duckdb/src/include)
if(NOT DUCKDB_LIBRARY OR NOT DUCKDB_INCLUDE)
  message(FATAL_ERROR "DuckDB is missing: run script/bootstrap first")
endif()
# The binary finds its copy beside itself, so that the build folder can be moved.
file(COPY ${DUCKDB_LIBRARY} DESTINATION ${CMAKE_BINARY_DIR}/lib)
add_library(duckdb_library SHARED IMPORTED)
set_target_properties(duckdb_library PROPERTIES
  IMPORTED_LOCATION ${CMAKE_BINARY_DIR}/lib/libduckdb.so
  IMPORTED_NO_SONAME ON
  INTERFACE_INCLUDE_DIRECTORIES ${DUCKDB_INCLUDE})
set(CMAKE_BUILD_RPATH "$ORIGIN/lib")
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)

find_package(Boost 1.81 REQUIRED)
