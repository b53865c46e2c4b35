package attach

import (
	"strings"
	"testing"
)

// plainScripts are scripts as people send them, each of them harmless, and what they are.
var plainScripts = map[string]struct{ content, mime string }{
	"vbs":     {"' 月次の集計\nOption Explicit\nDim total\ntotal = 1 + 2\nWScript.Echo \"total: \" & total\n", "text/vbscript"},
	"vbs2":    {"Set fso = CreateObject(\"Scripting.FileSystemObject\")\nIf fso.FileExists(\"a.csv\") Then\n  fso.DeleteFile \"a.csv\"\nEnd If\n", "text/vbscript"},
	"js":      {"var shell = WScript.CreateObject('WScript.Shell');\nWScript.Echo('ok');\n", "text/javascript"},
	"ps1":     {"#requires -version 5\nparam([string]$Name = 'world')\nWrite-Host \"hello $Name\"\n", "text/x-powershell"},
	"bat":     {"@echo off\nrem バックアップ\ncopy /y *.csv D:\\backup\necho done and everything is fine with it\n", "text/x-msdos-batch"},
	"cmd":     {"@setlocal\n@echo off\necho 1\nexit /b 0\n", "text/x-msdos-batch"},
	"py":      {"import os\nimport sys\n\n# 一覧を作ります\ndef main():\n    print(os.listdir('.'))\n\nif __name__ == '__main__':\n    main()\n", "text/x-python"},
	"sh":      {"#!/bin/sh\nset -e\nrm -f ./old.log\n", "text/x-shellscript"},
	"env":     {"#!/usr/bin/env python3\nprint(1)\n", "text/x-python"},
	"reg":     {"Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\Software\\Example]\n\"Value\"=dword:00000001\n", "text/x-ms-regedit"},
	"url":     {"[InternetShortcut]\nURL=file://files.invalid/share/setup.exe\n", typeURL},
	"desktop": {"[Desktop Entry]\nType=Application\nName=見積書\nExec=sh -c true\n", "application/x-ms-shortcut"},
	"jse":     {"#@~^GAAAAA==jUmDb2Y 2m4W`EW0r#I@#@&BwcAAA==^#~@", "text/x-jscript-encoded"},
	"hta":     {"<html><head><HTA:APPLICATION ID=\"k\"/><script language=\"VBScript\">MsgBox \"ok\"</script></head></html>\n", "application/hta"},
	"wsf":     {"<?xml version=\"1.0\"?>\n<job id=\"a\"><script language=\"VBScript\">WScript.Echo \"ok\"</script></job>\n", "text/x-wsf"},
	"sct":     {"<?XML version=\"1.0\"?>\n<!-- 計算 -->\n<scriptlet><script language=\"JScript\"></script></scriptlet>\n", "text/x-wsf"},
	"msc":     {"<?xml version=\"1.0\"?>\n<MMC_ConsoleFile ConsoleVersion=\"3.0\"></MMC_ConsoleFile>\n", "application/x-ms-console"},
	"jnlp":    {"<?xml version=\"1.0\"?>\n<jnlp spec=\"1.0+\"><resources><jar href=\"a.jar\"/></resources></jnlp>\n", "application/x-java-jnlp-file"},
	"once":    {"<?xml version=\"1.0\"?>\n<asmv1:assembly xmlns:asmv1=\"urn:schemas-microsoft-com:asm.v1\"><deployment install=\"true\"/></asmv1:assembly>\n", "application/x-ms-application"},
	"msbuild": {"<Project xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"><Target Name=\"a\"><Exec Command=\"dir\"/></Target></Project>\n", "text/x-msbuild"},
}

// TestScriptWithoutItsName: what runs is known also where the name does not say so, and is a disguise where the name says
// something else.
func TestScriptWithoutItsName(t *testing.T) {
	for kind, script := range plainScripts {
		for _, content := range []string{script.content, strings.ReplaceAll(script.content, "\n", "\r\n"), "\ufeff" + script.content, wide("\ufeff" + script.content)} {
			for name, disguise := range map[string]bool{"memo": false, "a.dat": false, "a.txt": false, "a.bin": false, "a.pdf": true, "写真.jpg": true, "見積.docx": true, "表.csv": true} {
				a := look(name, []byte(content))
				if a.Type != script.mime || !marked(&a, "executable") {
					t.Errorf("%s named %s (%d octets): %s; want %s, executable", kind, name, len(content), brief(a), script.mime)
				}
				if disguise && !marked(&a, "disguised") {
					t.Errorf("%s named %s: %s; want disguised", kind, name, brief(a))
				}
			}
		}
	}
}

// TestTextAboutScripts: a text that quotes what runs, or a source of another language, is none.
func TestTextAboutScripts(t *testing.T) {
	for kind, script := range plainScripts {
		for _, quoting := range []string{
			"次のとおり実行してください。\n\n" + script.content, "Please run the following script on the server:\n\n" + script.content,
		} {
			for _, name := range []string{"手順.txt", "a", "a.dat", "a.csv"} {
				if a := look(name, []byte(quoting)); marked(&a, "executable") && kind != "hta" {
					t.Errorf("a text that quotes %s, named %s: %s; want no program", kind, name, brief(a))
				}
			}
		}
	}
	for name, content := range map[string]string{
		"begin.txt":   "@echo off と書くと、コマンドは表示されません。\ncopy は複写です。\n",
		"begin2.txt":  "@echo off\nhides the commands that follow it in a file.\n",
		"hash.txt":    "#! /x is how most scripts on such systems begin.\nThe kernel reads it.\n",
		"reg.txt":     "Windows Registry Editor Version 5.00 is its first line.\nKeys follow.\n",
		"url.txt":     "[InternetShortcut]\nis the heading of such a file.\n",
		"vb.txt":      "Dim the lights\nSet the table\nWScript.Echo is how scripts write a line\n",
		"main.go":     "package main\n\nimport (\n\t\"os\"\n)\n\nfunc main() {\n\tos.Exit(1)\n}\n",
		"noext":       "package main\n\nimport (\n\t\"os\"\n)\n\nvar x = os.Args\n",
		"page.ts":     "import os from 'os';\nprint(os);\nsys.exit(0);\n",
		"list.csv":    "品名,数量\n手袋,20\n",
		"query.txt":   "SELECT a FROM b;\nUPDATE b SET a = 1;\n",
		"settings":    "[Unit]\nDescription=a\n[Service]\nExecStart=/bin/true\n",
		"Makefile":    "all:\n\tcp a b\n",
		"app.txt":     "<job><title>営業</title><place>東京</place></job>\n",
		"app.xml":     "<project><name>移転</name></project>\n",
		"report.txt":  "Get-Date の結果\n$100 の見積り\n",
		"console.txt": "PS C:\\> Get-Date\n\nMonday, November 23, 2026 10:00:00 AM\n",
	} {
		if a := look(name, []byte(content)); marked(&a, "executable") || marked(&a, "disguised") {
			t.Errorf("%s: %s; want neither a program nor a disguise", name, brief(a))
		}
	}
}

func FuzzPlainScript(f *testing.F) {
	for _, script := range plainScripts {
		f.Add(script.content)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if mime := runs(text, true); mime != "" && group(mime) != "script" && group(mime) != "executable" {
			t.Errorf("runs(%q) = %q, which is no program", text, mime)
		}
	})
}
