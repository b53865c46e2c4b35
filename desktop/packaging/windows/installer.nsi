; Installs for one person, without an administrator. Built by desktop/packaging; not signed: whoever publishes it signs program and
; installer with their own certificate.
Unicode true
!include MUI2.nsh
!include LogicLib.nsh

Name "Sekisho"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Sekisho"
InstallDirRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "InstallLocation"
RequestExecutionLevel user
; Two of the programs are the same but for a few octets: a dictionary larger than one of them packs them once.
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestDPIAware true
BrandingText "Sekisho ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Sekisho"
VIAddVersionKey "FileDescription" "Sekisho installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\sekisho-desktop.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Japanese"

LangString running ${LANG_ENGLISH} "Sekisho is running. Quit it by its icon beside the clock, then press Retry."
LangString running ${LANG_JAPANESE} "関所が起動しています。時計のそばのアイコンから終了して、「再試行」を押してください。"
LangString webview ${LANG_ENGLISH} "The window needs the Microsoft Edge WebView2 Runtime, which this computer lacks. Without it mails that must be asked about are not sent. It can be had from Microsoft."
LangString webview ${LANG_JAPANESE} "画面の表示に必要な Microsoft Edge WebView2 ランタイムが、このコンピューターにありません。ないままでは、確認が必要なメールは送られません。Microsoft から入手できます。"
LangString purge ${LANG_ENGLISH} "Also delete accounts, history, held mail and everything else that Sekisho keeps for you?"
LangString purge ${LANG_JAPANESE} "アカウント、履歴、保留中のメールなど、関所が保存しているものもすべて削除しますか？"
LangString failed ${LANG_ENGLISH} "The set-up of your mail program could not be undone. Close the mail program, then press Retry."
LangString failed ${LANG_JAPANESE} "メールソフトの設定を元に戻せませんでした。メールソフトを終了して、「再試行」を押してください。"

!macro free un
; A program that runs cannot be opened for writing.
Function ${un}waitUntilFree
  again:
  ${If} ${FileExists} "$INSTDIR\sekisho-desktop.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\sekisho-desktop.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(running)" /SD IDCANCEL IDRETRY again
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro free ""
!insertmacro free "un."

Section
  Call waitUntilFree
  SetOutPath "$INSTDIR"
  File "/oname=sekisho-desktop.exe" "${PROGRAM}"
  File "/oname=sekisho-desktop.com" "${CONSOLE}"
  File "/oname=sekisho-desktop-window.exe" "${WINDOW}"
  File "/oname=LICENSE.txt" "${LICENSE}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Sekisho.lnk" "$INSTDIR\sekisho-desktop.exe"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "DisplayName" "Sekisho"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "DisplayIcon" "$INSTDIR\sekisho-desktop.exe"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "NoModify" 1
  WriteRegDWORD HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho" "NoRepair" 1
  ; Where Microsoft says that its runtime can be found: for all, or for this person.
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}" "pv"
  ReadRegStr $1 HKCU "Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}" "pv"
  ${If} "$0$1" == ""
    MessageBox MB_OK|MB_ICONINFORMATION "$(webview)" /SD IDOK
  ${EndIf}
SectionEnd

Section Uninstall
  Call un.waitUntilFree
  ; Mail programs first: a companion that is gone would keep them from sending.
  undo:
  nsExec::Exec '"$INSTDIR\sekisho-desktop.com" client undo'
  Pop $0
  ${If} $0 != 0
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(failed)" /SD IDCANCEL IDRETRY undo
    Abort
  ${EndIf}
  ; Without somebody to ask nothing is deleted that cannot come back.
  MessageBox MB_YESNO|MB_ICONQUESTION "$(purge)" /SD IDNO IDNO keep
  nsExec::Exec '"$INSTDIR\sekisho-desktop.com" uninstall --yes --discard-held'
  keep:
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "Sekisho"
  Delete "$SMPROGRAMS\Sekisho.lnk"
  Delete "$INSTDIR\sekisho-desktop.exe"
  Delete "$INSTDIR\sekisho-desktop.com"
  Delete "$INSTDIR\sekisho-desktop-window.exe"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho"
SectionEnd
