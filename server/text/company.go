package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// legalForms stand before or after a company's name, folded. Longer ones come before those they end with.
var legalForms = foldAll("株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "(株)", "(有)", "(同)", "(資)", "(名)",
	"company, limited", "co., limited", "co., ltd.", "co., ltd", "co.,ltd.", "co.,ltd", "co. ltd.", "co. ltd", "co ltd", "pte. ltd.", "pty ltd",
	"incorporated", "corporation", "limited", "ltd.", "ltd", "inc.", "inc", "corp.", "corp", "k.k.", "kk", "llc", "l.l.c.", "plc", "gmbh")

// commonNames are names of companies that stand in mail to anybody.
var commonNames = foldAll("サービス", "システム", "システムズ", "ソリューション", "ソリューションズ", "グループ", "センター", "コーポレーション", "カンパニー", "パートナー", "パートナーズ",
	"エンジニアリング", "コンサルティング", "デザイン", "ネットワーク", "テクノロジー", "マネジメント", "プランニング", "オフィス", "ジャパン", "ホールディングス", "トレーディング", "リンク", "ネクスト", "サポート", "プロジェクト",
	"事務所", "製作所", "工務店", "不動産", "北海道", "神奈川", "和歌山", "鹿児島", "さくら", "みどり", "ひかり", "ひまわり", "みらい", "つながり", "まごころ", "ありがとう", "おかげさま", "はじめ", "みなさま",
	"service", "services", "system", "systems", "solution", "solutions", "group", "center", "company", "partner", "partners", "design", "network", "technology", "technologies",
	"management", "planning", "office", "japan", "tokyo", "osaka", "holdings", "trading", "link", "next", "support", "project", "first", "best", "smart", "one", "all", "sun", "star", "global",
	"world", "international", "future", "total", "target", "focus", "orange", "apple", "green", "blue", "red", "white", "black", "data", "cloud", "works", "work", "team", "plan", "plus",
	"value", "vision", "idea", "ideas", "light", "bright", "open", "free", "direct", "express", "fast", "high", "home", "life", "live", "media", "mobile", "new", "now", "online", "point", "power",
	"price", "quality", "real", "right", "safe", "share", "standard", "start", "step", "time", "today", "top", "trust", "view", "way", "web")

func foldAll(list ...string) []string {
	for i, s := range list {
		list[i] = Fold(s)
	}
	return list
}

// BareCompany returns a company's name without its legal form (株式会社, ㈱, Co., Ltd., Inc. and the like, before or behind it), folded:
// people leave the form out, or put it on the other side. It is empty if there is none, and if what is left cannot stand alone:
// fewer than three characters, a surname, which greets a person, or a common word.
func BareCompany(name string) string {
	folded := strings.TrimSpace(Fold(name))
	bare := cutLegalForm(folded)
	switch {
	case bare == folded, utf8.RuneCountInString(bare) < 3, slices.Contains(commonNames, bare), isSurname(bare):
		return ""
	}
	return bare
}

func isSurname(s string) bool {
	t := names()
	return t.readings[variant(s)] != nil || t.sounds[sound(s)]
}

// cutLegalForm takes off one form on each side. One in Latin letters is a word of its own.
func cutLegalForm(s string) string {
	for _, form := range legalForms {
		if rest, ok := strings.CutPrefix(s, form); ok && !startsLatin(form) {
			s = strings.TrimLeft(rest, " 　・")
			break
		}
	}
	for _, form := range legalForms {
		rest, ok := strings.CutSuffix(s, form)
		if ok && (!startsLatin(form) || strings.HasSuffix(rest, " ") || strings.HasSuffix(rest, ",")) {
			return strings.TrimRight(rest, " 　・,")
		}
	}
	return s
}

func startsLatin(s string) bool { return s[0] >= 'a' && s[0] <= 'z' }
