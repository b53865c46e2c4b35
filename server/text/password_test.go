package text

import "testing"

func TestPassword(t *testing.T) {
	for _, c := range []struct {
		text           string
		told, promised bool
	}{
		{"添付ファイルのパスワードは abc12345 です。", true, false},
		{"パスワード：Xy7!pq9Z", true, false},
		{"ﾊﾟｽﾜｰﾄﾞ：Ｘｙ７ｐｑ９Ｚ", true, false},
		{"解凍パスワードは「sakura」です。", true, false},
		{"PW: 20261122", true, false},
		{"P/W：akatsuki2026", true, false},
		{"【パスワード】Ab12Cd34", true, false},
		{"パスワードは以下のとおりです。\n\n  k3Fh82Lq\n\nよろしくお願いします。", true, false},
		{"パスワード：\nk3Fh82Lq", true, false},
		{"ID: sato PW: hello-99", true, false},
		{"パスワードはtokyoです", true, false},
		{"The password is Winter2026!", true, false},
		{"The password for the attached file is 7hgT55.", true, false},
		{"Password: s3cret", true, false},
		{"Use the password \"sunflower\" to open it.", true, false},
		{"pw = 8842", true, false},
		{"パスワードは別途お送りします。", false, true},
		{"パスワードは別メールにてご連絡いたします。", false, true},
		{"解凍パスワードにつきましては、後ほどお送りいたします。", false, true},
		{"開封用のパスワードは次のメールでお知らせします。", false, true},
		{"なお、パスワードは追ってご連絡申し上げます。", false, true},
		{"The password will be sent in a separate email.", false, true},
		{"I will send you the password separately.", false, true},
		{"Password to follow.", false, true},
		{"パスワードは電話でお伝えします。", false, false},
		{"パスワードは別途お電話にてご連絡いたします。", false, false},
		{"パスワードをお忘れの場合は、後ほど再設定のご案内をお送りします。", false, false},
		{"パスワードの変更をお願いします。", false, false},
		{"パスワードは8文字以上で設定してください。", false, false},
		{"パスワードは90日ごとに変更してください。", false, false},
		{"パスワードはExcelの機能で設定してください。", false, false},
		{"パスワード：********", false, false},
		{"パスワード：前回と同じ", false, false},
		{"パスワードは御社の電話番号の下4桁です。", false, false},
		{"パスワードの再設定はこちら: https://a.example/reset?x=1", false, false},
		{"The password is required.", false, false},
		{"Your password is about to expire.", false, false},
		{"The password is case sensitive.", false, false},
		{"I forgot my password.", false, false},
		{"Password reset instructions will be sent shortly.", false, false},
		{"Please reset your password later.", false, false},
		{"Password: see the other mail", false, false},
		{"先ほどのメールの添付ファイルのパスワードをお知らせします。\n\nabc123XY", true, false},
		{"パスワードをお送りします。\n----------\nAb12cd34\n----------", true, false},
		{"パスワード\nabc123XY", true, false},
		{"添付ファイルのPWです。\nAb12cd34", true, false},
		{"Password for the zip file: hunter2", true, false},
		{"パスワードをお知らせします。\nsato@a.example", false, false},
		{"https://us02web.zoom.us/j/1?pwd=x\nミーティングID: 867 5309 1234\nパスコード: 867530", false, false},
		{"Microsoft Teams\nMeeting ID: 123 456 789\nPasscode: aB3dE9", false, false},
		{"Webex\nMeeting number: 123\nPassword: xY7pQ2", false, false},
		{"Zoomの件とは別に、添付ファイルのパスワードは abc12345 です。", true, false},
		{"", false, false},
	} {
		if told, promised := Password(c.text); told != c.told || promised != c.promised {
			t.Errorf("Password(%q) = told %t, promised %t, want %t, %t", c.text, told, promised, c.told, c.promised)
		}
	}
}
