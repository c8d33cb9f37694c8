# What is installed, and the Debian package: `cmake --build BUILD --target package`. The simulated
# banks stay out of it.
include(GNUInstallDirs)

set(programs zhida zhidad zhida-agent)
install(TARGETS ${programs} RUNTIME DESTINATION bin)
install(DIRECTORY data/calendar DESTINATION share/zhida FILES_MATCHING PATTERN "*.*")
install(FILES data/villages.csv DESTINATION share/zhida)
install(FILES packaging/zhidad.service packaging/zhida-agent@.service
        DESTINATION lib/systemd/system)
install(FILES packaging/sysusers.conf DESTINATION lib/sysusers.d RENAME zhida.conf)
install(FILES packaging/tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME zhida.conf)
install(FILES packaging/copyright DESTINATION share/doc/zhida)
install(DIRECTORY docs/runbooks DESTINATION share/doc/zhida)

# Made by the programs themselves: manual, completions, default configuration.
set(made ${CMAKE_BINARY_DIR}/made)
set(pages)
set(paths)
foreach(program ${programs})
  list(APPEND pages ${made}/man/${program}.1.gz)
  list(APPEND paths $<TARGET_FILE:${program}>)
endforeach()
add_custom_command(
  OUTPUT ${pages}
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/manual/make_manual.py --out ${made}/man ${paths}
  COMMAND sh -c "gzip -9nf ${made}/man/*.1"
  DEPENDS ${programs} tools/manual/make_manual.py VERBATIM)
add_custom_command(
  OUTPUT ${made}/zhida.bash ${made}/zhida.zsh ${made}/zhida.fish
  COMMAND $<TARGET_FILE:zhida> completion bash > ${made}/zhida.bash
  COMMAND $<TARGET_FILE:zhida> completion zsh > ${made}/zhida.zsh
  COMMAND $<TARGET_FILE:zhida> completion fish > ${made}/zhida.fish
  DEPENDS zhida ${pages} VERBATIM)
add_custom_command(
  OUTPUT ${made}/zhidad.toml ${made}/changelog.gz
  COMMAND $<TARGET_FILE:zhidad> --print-config > ${made}/zhidad.toml
  COMMAND sh -c "gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${made}/changelog.gz"
  DEPENDS zhidad CHANGELOG.md ${pages} VERBATIM)
add_custom_target(made ALL DEPENDS ${pages} ${made}/zhida.bash ${made}/zhidad.toml)
install(FILES ${pages} DESTINATION share/man/man1)
install(FILES ${made}/changelog.gz DESTINATION share/doc/zhida)
install(FILES ${made}/zhida.bash DESTINATION share/bash-completion/completions RENAME zhida)
install(FILES ${made}/zhida.zsh DESTINATION share/zsh/vendor-completions RENAME _zhida)
install(FILES ${made}/zhida.fish DESTINATION share/fish/vendor_completions.d)
install(FILES ${made}/zhidad.toml DESTINATION /etc/zhida)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME zhida)
set(CPACK_PACKAGE_VENDOR Zhida)
set(CPACK_PACKAGE_CONTACT "Zhida authors <zhida@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "public money straight to people, on a ledger that proves it")
set(CPACK_PACKAGE_DESCRIPTION "A node of the ledger, the agents of banks, and the command line for
 operators, approvers and auditors. 公共资金直达个人：账本节点、银行代理与命令行。")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
    GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(scripts ${CMAKE_SOURCE_DIR}/packaging)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${scripts}/postinst;${scripts}/prerm;${scripts}/postrm;${scripts}/conffiles")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
include(CPack)
