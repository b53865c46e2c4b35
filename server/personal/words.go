package personal

// vocabulary are the words that tell what a value is, by class, separated by "|". Where several fit, the longest counts. Latin
// words are compared without case, at borders of words; a space in them stands for one of " ", "_", "-", "." or nothing.
var vocabulary = [classes]string{ //nolint:gosec // words for numbers, no number
	myNumber: "マイナンバー|マイナンバ|個人番号|共通番号|個人識別番号|個人番号カード|マイナンバーカード|マイナンバーカード番号|通知カード|社会保障・税番号|" +
		"社会保障番号|my number|individual number|mynumber no|my number card|kojin bango",
	corporate: "法人番号|登録番号|適格請求書発行事業者登録番号|適格請求書発行事業者|インボイス番号|インボイス登録番号|事業者登録番号|法人マイナンバー|" +
		"corporate number|registration number|invoice registration number|qualified invoice",
	card: "カード番号|クレジットカード|クレジットカード番号|クレカ番号|クレカ|デビットカード番号|ご利用カード番号|カードno|カード no|" +
		"credit card|credit card number|card number|card no|debit card|payment card|card num|cc number|pan|cardnumber",
	card2: "有効期限|セキュリティコード|セキュリティーコード|カード名義|名義人|ビザ|マスターカード|アメックス|ダイナース|visa|mastercard|master card|jcb|amex|" +
		"american express|diners|cvv|cvc|exp|expiry|expires|valid thru|card holder",
	bankAccount: "口座番号|振込先口座番号|振込口座番号|振込口座|給与振込口座|振込先口座|口座no|口座 no|預金口座|返金先口座|引落口座|口座情報|普通預金口座|" +
		"account number|account no|bank account|bank account number|a/c no|acct no|acct|account num|iban|banking details|account nr|口座",
	deposit:  "普通|普通預金|当座|当座預金|貯蓄|貯蓄預金|総合口座|(普)|(当)|savings|checking|ordinary account|current account",
	bank:     "銀行|信用金庫|信金|信用組合|信組|労働金庫|労金|農業協同組合|農協|漁協|金融機関|銀行名|支店名|bank|sort code|routing|routing number|branch|swift|bic|aba",
	postBank: "ゆうちょ|郵便貯金|通常貯金|郵貯|japan post bank|yucho",
	symbol:   "記号|記号番号|記号・番号|記号-番号|記号／番号|記号/番号",
	licence: "運転免許証番号|運転免許番号|運転免許証|運転免許|免許証番号|免許証の番号|免許証no|免許証|免許番号|" +
		"driver's license|drivers license|driver license|driving licence|driving license|driver's licence|drivers licence|license number|licence number|dl number|license no|licence no",
	passport:  "パスポート|パスポート番号|パスポートno|旅券|旅券番号|旅券no|passport|passport number|passport no",
	residence: "在留カード|在留カード番号|在留カードの番号|在留資格|特別永住者証明書|特別永住者証明書番号|外国人登録証明書|在留番号|residence card|residence card number|residence card no|zairyu card|resident card",
	resident:  "住民票コード|住民票 コード|住民基本台帳コード|resident record code|resident registration code|juminhyo code",
	pension: "基礎年金番号|年金手帳|年金手帳番号|基礎年金番号通知書|年金番号|年金手帳記号番号|厚生年金番号|厚生年金保険被保険者番号|" +
		"basic pension number|pension number|pension no|pension id|pension book",
	health: "保険者番号|被保険者番号|被保険者証|被保険者証記号番号|被保険者証番号|被保険者記号番号|被保険者記号・番号|健康保険証|健康保険証番号|保険証番号|保険証記号番号|保険証の番号|保険証記号|保険証記号・番号|" +
		"健康保険証記号番号|健康保険番号|健康保険証の記号番号|健康保険被保険者番号|介護保険被保険者番号|後期高齢者医療被保険者番号|国民健康保険証番号|国保番号|公費負担者番号|受給者番号|" +
		"health insurance number|health insurance no|insurer number|insured number|insured person number|health insurance card|health insurance card number|health insurance id|insurance card number|insurer no",
	insurance: "健康保険|保険証|国民健康保険|協会けんぽ|組合健保|被保険者|保険者|介護保険|後期高齢者|資格確認書|health insurance|insured",
	phone: "電話番号|電話|携帯電話|携帯電話番号|携帯番号|携帯|ケータイ|自宅電話|自宅電話番号|連絡先電話番号|連絡先|緊急連絡先|日中の連絡先|tel|tel no|telephone|phone|phone number|phone no|mobile|mobile phone|" +
		"mobile number|mobile no|cell|cell phone|cellphone|contact number|contact no|home phone|home tel|home telephone|自宅tel|daytime phone|telno|keitai|denwa|work phone|☎|℡|📞",
	fax: "fax|ファックス|ファクス|ファクシミリ|ファックス番号|fax番号|facsimile|fax no|fax number",
	postal: "住所|ご住所|御住所|現住所|自宅住所|お届け先住所|届け先住所|送付先住所|居住地|居所|本籍|本籍地|お届け先|送付先|住民票住所|住所1|住所2|郵便番号|郵便番号・住所|住所地|" +
		"address|home address|street address|mailing address|shipping address|delivery address|postal address|residential address|jusho|postal code|post code|zip code|zip|postcode",
	email: "メールアドレス|メアド|eメール|e-メール|電子メール|電子メールアドレス|メール|mail address|e mail|email|e mail address|email address|mailaddress|mail",
	birth: "生年月日|誕生日|生まれ|お誕生日|出生日|生年|date of birth|dob|bday|birth date|birthday|birthdate|d.o.b|born on|born|seinengappi|birth day",
	name: "氏名|お名前|名前|ご氏名|御氏名|ご芳名|御芳名|芳名|姓名|患者名|患者氏名|生徒名|生徒氏名|児童名|児童氏名|園児名|学生氏名|学生名|会員名|会員氏名|顧客氏名|お客様名|顧客名|社員名|社員氏名|従業員名|従業員氏名|" +
		"職員名|職員氏名|応募者名|応募者氏名|申込者|申込者名|申込者氏名|申請者|申請者氏名|申込人|被保険者氏名|受診者名|受診者氏名|受診者|保護者氏名|保護者名|世帯主|世帯主氏名|契約者名|契約者氏名|ご契約者名|参加者名|参加者氏名|" +
		"参加者|受講者名|受講者氏名|受講者|利用者名|利用者氏名|購入者名|注文者名|ご注文者|受取人|受取人名|受取人氏名|口座名義|口座名義人|名義|振込先名義|本人氏名|家族氏名|扶養親族氏名|配偶者氏名|対象者氏名|対象者|候補者|候補者名|卒業生氏名|入居者名|入居者氏名|" +
		"漢字氏名|氏名（漢字）|氏名(漢字)|姓|名|姓（漢字）|患者|応募者|被験者名|お届け先氏名|宛名|" +
		"full name|name|customer name|patient name|employee name|first name|last name|given name|family name|surname|student name|member name|applicant|applicant name|contact name|guest name|shimei|patient|legal name|fn|attendee|participant|insured name|account name|account holder",
	kana: "フリガナ|ふりがな|氏名カナ|カナ氏名|氏名フリガナ|氏名（カナ）|氏名(カナ)|カナ|読み仮名|よみがな|お名前フリガナ|名前フリガナ|furigana|name kana|kana",
	id: "社員番号|社員コード|社員id|従業員番号|従業員コード|職員番号|職員コード|会員番号|会員id|会員no|会員コード|会員カード番号|会員カード|学籍番号|学生番号|生徒番号|出席番号|出席no|受験番号|患者番号|患者id|診察券番号|診察券no|カルテ番号|カルテno|顧客番号|顧客id|顧客コード|お客様番号|お客様id|" +
		"お客様コード|契約者番号|雇用保険被保険者番号|雇用保険番号|受講番号|応募者番号|応募番号|利用者番号|利用者id|整理番号|被験者番号|住民番号|世帯番号|ログインid|スタッフ番号|スタッフid|ユーザーid|ユーザid|" +
		"employee id|employee number|employee no|employee code|staff id|staff number|student id|student number|student no|member id|member number|member no|membership number|membership no|patient id|patient number|patient no|customer id|customer number|customer no|emp no|emp id|medical record number|mrn|user id|userid|applicant id|payroll id|payroll number|chart no",
	profile: "年齢|性別|血液型|給与|基本給|支給額|総支給額|差引支給額|支給総額|控除額|年収|賞与|月給|時給|手取り|病名|診断名|診断|傷病名|既往歴|既往症|アレルギー|健診結果|検査結果|処方|障害等級|障害者手帳|点数|得点|成績|評定|評価|偏差値|内申|国籍|続柄|扶養|入社日|入社年月日|退職日|退職理由|家族構成|学歴|職歴|志望動機|宗教|身長|体重|血圧|" +
		"age|sex|gender|salary|wage|base salary|net pay|gross pay|diagnosis|blood type|grade|score|gpa|nationality|hire date|marital status|annual salary|bonus|test result|allergies|medication",
	other: "便名|便|フライト|フライト番号|ギフトカード|ギフト券|ギフトコード|商品券|プリペイド|シリアルコード|クーポン|桁数|文字数|期待値|入力値|入力例|記入例|サンプル|見本|ダミー|テストデータ|gift card|voucher|coupon|flight|flight no|sample|dummy|労働保険番号|労働保険|事業所番号|事業所記号|事業所整理記号|整理記号|適用事業所番号|雇用保険適用事業所番号|雇用保険適用事業所|健康保険事業所番号|事業所コード|保険証券番号|注文番号|ご注文番号|注文no|注文id|オーダー番号|受注番号|受注no|発注番号|発注no|発注書番号|伝票番号|伝票no|お問い合わせ番号|お問合せ番号|お問合わせ番号|問い合わせ番号|問合せ番号|お問い合わせ伝票番号|お問い合わせ送り状番号|" +
		"追跡番号|トラッキング番号|配送番号|送り状番号|送り状no|送状番号|お荷物番号|荷物番号|宅配便|配達番号|出荷番号|納品書番号|品番|型番|部品番号|商品番号|商品コード|品目コード|製品番号|製品コード|製造番号|シリアル番号|シリアル|シリアルno|ロット番号|ロットno|ロット|管理番号|資産番号|資産管理番号|" +
		"請求書番号|請求番号|請求書no|見積番号|見積書番号|見積no|契約番号|契約書番号|証券番号|受付番号|受付no|予約番号|承認番号|取引番号|取引id|処理番号|申込番号|申請番号|通知番号|文書番号|案件番号|案件no|案件id|チケット番号|図番|図面番号|ミーティングid|会議id|ミーティング番号|会議番号|パスコード|電話会議|アクセスコード|" +
		"janコード|jan|isbnコード|isbn|issn|バーコード|物件番号|工事番号|号機|車台番号|登録番号標|許可番号|認可番号|届出番号|免許番号：国土交通大臣|特許番号|特許出願番号|出願番号|公開番号|ポイントカード|ポイント番号|ポイントカード番号|カード会員番号|" +
		"金額|単価|数量|合計|小計|在庫|在庫数|売上|売上高|予算|実績|税込|税抜|消費税|価格|定価|回答番号|整備番号|問題番号|バージョン|タイムスタンプ|ipアドレス|macアドレス|ログ|引合番号|指図番号|得意先コード|仕入先コード|取引先コード|店舗コード|支店コード|部門コード|勘定科目|仕訳|仕訳番号|" +
		"order no|order number|order id|order|order ref|invoice no|invoice number|invoice|invoice id|tracking|tracking no|tracking number|tracking id|waybill|serial|serial no|serial number|part no|part number|part num|parts no|sku|po|po number|po no|purchase order|ref|ref no|reference|reference no|reference number|" +
		"ticket|ticket no|ticket id|case no|case id|case number|meeting id|meeting number|passcode|access code|conference id|webinar id|version|build|commit|amount|total|price|qty|quantity|jan code|ean|upc|imei|imsi|lot|lot no|model|model no|barcode|asset tag|transaction id|transaction|trace id|request id|session id|" +
		"job id|task id|event id|object id|document id|document no|confirmation number|confirmation code|booking reference|booking number|policy number|license key|product key|product id|product code|item no|item code|item number|timestamp|epoch|checksum|md5|sha1|sha256|uuid|guid|revenue|budget|subtotal|shipment|shipment no|consignment|claim number|vin|duns|port|ip address|mac address|id番号|gtin|hs code|po#|inv",
	weak: "番号|コード|ナンバー|id|no|number|code|num|#|№",
	company: "代表者|代表者名|代表者氏名|代表取締役|店長|店長名|責任者|責任者名|保険者名|保険者名称|会社名|社名|企業名|貴社名|御社名|法人名|団体名|団体|組織名|勤務先|取引先名|取引先|得意先名|得意先|仕入先|店舗名|店名|支店名称|商品名|品名|製品名|件名|案件名|プロジェクト名|部署名|部署|所属|役職|事業所名|施設名|病院名|学校名|ファイル名|サービス名|イベント名|会議名|工事名|物件名|銀行名称|" +
		"company name|company|business name|organization|organisation|product name|item name|file name|filename|host name|hostname|domain name|domain|project name|branch name|bank name|event name|class name|department|dept|job title|position|store name|brand name|service name|server name|table name|column name|display name|server|host|supplier|vendor|user agent|package name|variable|function",
	corp: "株式会社|有限会社|合同会社|(株)|（株）|㈱|(有)|㈲|一般社団法人|一般財団法人|公益財団法人|公益社団法人|社会福祉法人|医療法人|学校法人|独立行政法人|npo法人|特定非営利活動法人|協同組合|" +
		"co., ltd|co.,ltd|co ltd|ltd|inc|llc|llp|gmbh|corp|corporation|k.k|plc|pty|limited|御中",
	org: "事務所|法律事務所|会計事務所|税理士法人|商工会議所|支店|営業所|本店|本社|工場|センター|出張所|" +
		"本部|事業部|営業部|総務部|人事部|経理部|開発部|製造部|技術部|広報部|企画部|法務部|管理部|購買部|情報システム部|品質保証部|業務部|カスタマー|総務課|営業課|人事課|庶務|課|病院|クリニック|医院|大学|高等学校|中学校|小学校|市役所|区役所|町役場|村役場|役場|県庁|ホテル|旅館|店舗|ショールーム|" +
		"headquarters|head office|branch office|department|dept|division|university|hospital|school|clinic|store|hotel",
	desk: "までご連絡|までお電話|お電話ください|ご連絡ください|お気軽に|お問い合わせ|お問合せ|お問合わせ|問い合わせ|問合せ|問合わせ|代表|フリーダイヤル|受付時間|営業時間|窓口|事務局|サポート|担当|担当者|係|ヘルプデスク|コールセンター|ホームページ|連絡窓口|内線|直通|http|https|www|url|customer support|support|helpdesk|help desk|switchboard|toll free|ext|extension|office|website|contact us|enquiries|inquiries|representative",
	person: "様|さん|殿|氏|ご自宅|自宅|本人|患者|患者様|実家|お客様|会員|会員様|応募者|申込者|従業員|社員|生徒|児童|園児|保護者|入居者|利用者|ご契約者|契約者|配偶者|ご家族|家族|世帯|個人情報|受診者|履歴書|申込書|申請書|応募|入会|" +
		"customer|patient|applicant|resident|employee|student|guardian|parent|spouse|member|guest|mr|mrs|ms|resume|curriculum vitae|personal",
	invoice:   "請求書|御請求書|ご請求|御請求|お支払い先|お支払先|振込手数料|お支払期限|支払期限|請求金額|見積書|御見積書|注文書|納品書|remit to|payment terms|bank details|payable to|remittance|wire instructions|due date|インボイス|弊社|当社|ご入金|入金確認",
	holder:    "カ)|(カ)|ユ)|(ユ)|シャ)|イツパンシヤ|ザイ)|ド)|シユウ)|カブシキガイシャ",
	roster:    "名簿|住所録|一覧|リスト|連絡網|会員一覧|顧客一覧|参加者一覧|出席者名簿|連絡先一覧|roster|directory|mailing list|contact list|customer list|member list|address book",
	block:     "丁目|番地",
	street:    "street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|-ku|-shi|-cho|-machi|-gun|-dori",
	mailMark:  "〒",
	bornAfter: "年生|生れ|うまれ|日生|生)|生）|生",
	plastic:   "カード|card",
	flush:     "begin:vcard|end:vcard",
	place: "北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|" +
		"徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県|札幌市|仙台市|さいたま市|千葉市|横浜市|川崎市|相模原市|新潟市|静岡市|浜松市|名古屋市|京都市|大阪市|堺市|神戸市|岡山市|広島市|北九州市|福岡市|熊本市|" +
		"千代田区|中央区|港区|新宿区|文京区|台東区|墨田区|江東区|品川区|目黒区|大田区|世田谷区|渋谷区|中野区|杉並区|豊島区|北区|荒川区|板橋区|練馬区|足立区|葛飾区|江戸川区|八王子市|立川市|武蔵野市|三鷹市|町田市|調布市|船橋市|市川市|柏市|松戸市|藤沢市|横須賀市|所沢市|川越市|川口市|豊中市|吹田市|高槻市|西宮市|尼崎市|姫路市|倉敷市|高松市|松山市|金沢市|宇都宮市|前橋市|高崎市|水戸市|つくば市|長野市|岐阜市|豊田市|豊橋市|岡崎市|一宮市|大津市|奈良市|和歌山市|那覇市",
}
