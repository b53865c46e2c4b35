package personal

// class is what a value or a word of a text stands for. The first ones are the kinds of value, in the order of the table of
// finding codes; those after them only help to tell values apart.
type class uint8

const (
	none class = iota
	myNumber
	card
	bankAccount
	licence
	passport
	residence
	resident
	pension
	health
	phone
	postal // address
	email
	birth
	corporate
	kinds // how many kinds there are

	name    // 氏名, Name: a label; in rows a person's name
	id      // 社員番号: names a person within an organisation
	profile // 年齢, 給与: says something of a person
	kana    // フリガナ: how a name is read
	other   // 注文番号, Tracking no.: the number is something else
	weak    // 番号, No.: it is something else, unless it ends another word
	company // 会社名, 商品名: what is named is no person

	fax       // FAX
	corp      // 株式会社: a company
	org       // 支店, 営業部: what stands around is a company's
	desk      // お問い合わせ, 代表: what stands around is an office's
	person    // 様, ご自宅: what stands around is a person's
	bank      // 銀行
	deposit   // 普通, 当座
	symbol    // 記号
	insurance // 保険, 被保険者
	postBank  // ゆうちょ
	invoice   // 請求書, お振込先: an account that its owner publishes
	holder    // カ）, 株式会社 as the holder of an account
	roster    // 名簿
	place     // 東京都
	block     // 丁目, 番地
	street    // Street, -ku
	mailMark  // 〒
	bornAfter // 生 behind a date
	card2     // 有効期限, Visa
	plastic   // カード: right before a number
	flush     // BEGIN:VCARD
	classes
)

// codes are the names of the kinds' finding codes, and what rows are made of besides.
var codes = [classes]string{
	myNumber: "my-number", card: "card", bankAccount: "bank-account", licence: "drivers-licence", passport: "passport",
	residence: "residence-card", resident: "resident-record", pension: "pension-number", health: "health-insurance", phone: "phone",
	postal: "address", email: "email", birth: "birth-date", corporate: "corporate-number",
	name: "name", id: "id", profile: "profile",
}

// isLabel reports whether a word of this class says what the value behind it, or below it, is.
func (c class) isLabel() bool {
	return c != none && c != kinds && c <= company || c == fax || c == symbol
}

// set is a set of classes.
type set uint64

func (s set) has(c class) bool { return s&(1<<c) != 0 }

func of(classes ...class) set {
	var s set
	for _, c := range classes {
		s |= 1 << c
	}
	return s
}
