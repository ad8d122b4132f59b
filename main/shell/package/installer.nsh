; What the installer does beyond electron-builder's own: `bpio` on PATH, by choice. Asked at the end of an attended installation;
; silently: /S [/allusers | /currentuser] [/PATH] [/D=folder].
; PATH is edited by PowerShell, since strings of NSIS end at 1024 characters and would cut a long PATH short.

!macro bpioPath verb scope
  nsExec::ExecToLog `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$INSTDIR\resources\console\path.ps1" ${verb} ${scope} "$INSTDIR"`
  Pop $0
!macroend

!macro bpioPathForScope verb
  ${if} $installMode == "all"
    !insertmacro bpioPath ${verb} Machine
  ${else}
    !insertmacro bpioPath ${verb} User
  ${endif}
!macroend

!macro customInstall
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PATH" $R1
  ${ifNot} ${Errors}
    !insertmacro bpioPathForScope add
  ${elseIfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Make the console program 'bpio' available in every terminal (adds its folder to PATH)?" IDNO bpioNoPath
    !insertmacro bpioPathForScope add
    bpioNoPath:
  ${endif}
!macroend

!macro customUnInstall
  ; An update runs the uninstaller first: what was chosen stays.
  ${ifNot} ${isUpdated}
    !insertmacro bpioPathForScope remove
  ${endif}
!macroend
