# The Debian package: `cmake --build build --target package`, or script/package.
#
# The man page and the completion are what the built binary prints, so nothing is made of them
# until something is installed.

include(GNUInstallDirs)
set(ORRERY_PACKAGE_MAINTAINER "Orrery maintainers <maintainers@orrery.invalid>" CACHE STRING
    "Who answers for the Debian package: Name <address>")

# The package is for /usr: the paths of its configuration and its unit are written out.
set(private_library_dir lib/orrery)
set(debian ${CMAKE_SOURCE_DIR}/packaging/debian)
set_target_properties(orrery PROPERTIES INSTALL_RPATH "$ORIGIN/../${private_library_dir}")
install(TARGETS orrery RUNTIME DESTINATION bin)
install(FILES ${CMAKE_BINARY_DIR}/lib/libduckdb.so DESTINATION ${private_library_dir})
install(FILES ${debian}/orrery.service DESTINATION /lib/systemd/system)
install(FILES ${debian}/orrery.toml DESTINATION /etc/orrery)
install(FILES ${debian}/environment DESTINATION /etc/orrery PERMISSIONS OWNER_READ OWNER_WRITE)
install(FILES ${debian}/logrotate DESTINATION /etc/logrotate.d RENAME orrery)
install(FILES ${debian}/copyright DESTINATION share/doc/orrery)
install(FILES ${debian}/lintian-overrides DESTINATION share/lintian/overrides RENAME orrery)
install(FILES docs/operations.md docs/gateway.md docs/gateway_api.md docs/privacy.md docs/record.md
        DESTINATION share/doc/orrery)
install(FILES docs/examples/orrery.toml packaging/grafana/orrery.json
        packaging/prometheus/orrery.rules.yml DESTINATION share/doc/orrery/examples)
configure_file(${CMAKE_SOURCE_DIR}/cmake/printed_files.cmake.in
               ${CMAKE_BINARY_DIR}/printed_files.cmake @ONLY)
install(SCRIPT ${CMAKE_BINARY_DIR}/printed_files.cmake)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME orrery)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${ORRERY_PACKAGE_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "self-hosted gateway and observatory for LLM usage")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Serves requests to many LLM providers through one OpenAI-compatible endpoint,
with routing, budgets and keys, and keeps one content-free record of each.
Turns such records, its own or those of other tools, into a study of usage.")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-dejavu-core, logrotate")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm
    ${debian}/postrm)
include(CPack)
