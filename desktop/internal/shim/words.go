package shim

import "sekisho/server/gate"

// What programs are told about logins. It says what to do, and not which of name and password was wrong.
var (
	noAccount  = gate.Notice(421, "4.3.5", "アカウントがありません。Sekishoで追加してください", "no account yet, add one in Sekisho", "", "")
	noAccounts = gate.Notice(421, "4.3.0", "アカウントを読めません。Sekishoの診断を見てください", "the accounts cannot be read, see Sekisho's diagnostics", "", "")
	wrongLogin = gate.Notice(535, "5.7.8", "Sekishoの「アカウント」にあるユーザー名とパスワードを入れてください",
		"use the user name and password shown under Accounts in Sekisho", "", "")
	signIn   = gate.Notice(454, "4.7.0", "Sekishoでもう一度サインインしてください", "sign in again in Sekisho", "", "")
	noToken  = gate.Notice(454, "4.4.1", "サインインを更新できません。後でもう一度送信してください", "the sign-in cannot be renewed now, send again later", "", "")
	noSecret = gate.Notice(454, "4.3.0", "保存されたパスワードを読めません。Sekishoの診断を見てください", "the saved password cannot be read, see Sekisho's diagnostics", "", "")
)

func cancelled(id string) gate.Reply {
	return gate.Notice(550, "5.7.1", "送信を中止しました", "cancelled by sender", "", id)
}

func repeated(id string) gate.Reply {
	return gate.Notice(250, "2.0.0", "すでに送信済みです", "sent already, not sent again", "", id)
}

func held(id string) gate.Reply {
	return gate.Notice(250, "2.0.0", "送信を保留しました", "held, it will be sent later", "", id)
}

func unrecorded(id string) gate.Reply {
	return gate.Notice(451, "4.3.0", "記録できないため送信していません", "not sent, it cannot be recorded", "", id)
}

func notKept(id string) gate.Reply {
	return gate.Notice(451, "4.3.0", "保留できないため送信していません", "not sent, it cannot be kept", "", id)
}

func half(who, id string) gate.Reply {
	return gate.Notice(451, "4.3.0", "一部にだけ送信しました。次の宛先には送っていません", "sent to some only, not to", who, id)
}

func full(id string) gate.Reply {
	return gate.Notice(451, "4.3.2", "確認待ちが多すぎるため送信していません", "not sent, too many mails wait for confirmation", "", id)
}
