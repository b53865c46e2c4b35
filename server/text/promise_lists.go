package text

// kindLists are words of one kind each: whatever goes as a file is spoken of alike, and so is whatever goes by post. A kind's
// place tells its number, so that the weights have to be made anew when a list comes or goes.
func kindLists() []string {
	return []string{
		// documents
		`ファイル データ 資料 図面 写真 画像 動画 音声 スライド スクショ スクリーンショット キャプチャ 議事録 議事メモ
		原稿 ゲラ ドラフト マニュアル パンフレット パンフ カタログ チラシ 地図 レポート ログ コピー 写し 控え スキャン
		リスト 一覧 一覧表 名簿 アジェンダ フォーマット ひな形 雛形 様式 テンプレート シート 見積 見積り 見積もり 議案
		案内状 楽譜 音源 ポスター フライヤー しおり 台本 脚本 レジュメ プログラム カレンダー イラスト ロゴ デザイン
		レイアウト バナー 論文 英文 和文 訳文 案文 委任状 招待状 成果物 書類 文書 明細 要項 最新版 修正版 改訂版 更新版
		完成版 確定版 最終版 正式版 書 図 録 帳 簿 稿 票 証 表 案 届 用紙 pdf エクセル ワード パワポ パワーポイント 領収
		請求 契約 報告 企画 提案 申請 申込 仕様 設計 回答 調査 日程 スケジュール 工程 計画 予算 覚書 稟議 履歴 経歴 証明
		検収 納品書 発注書 注文書 フォーム ひながた 書式 クリップ 録音 録画 データシート キャプチャー 版 初校 校正 決算
		試算 台帳 集計 アンケート 通知 チェックリスト マップ プリント 教材 差分 パッチ 絵コンテ コンテ 収支 グラフ 規約 約款 定款
		譜面 歌詞 写メ 日報 週報 月報 所見 骨子 素案 叩き台 たたき台 間取り 内訳 シフト ラフ 下絵 カンプ 版下 波形 記録 動画ファイル
		音声データ 申告 原稿案 台割 香盤 テキスト レシピ 献立 メニュー 名刺データ 座席 席次 配置 動線 パース 完成予想図`,
		// goods and paper
		`荷物 商品 製品 品物 サンプル 見本 現物 現品 原本 正本 副本 封筒 郵便 切手 返信用封筒 段ボール 箱 本体 部品 機器
		備品 カード お礼状 はがき ハガキ 冊子 紙 書面 印紙 お菓子 花 記念品 ノベルティ 制服 鍵 印鑑 在庫 代金 料金 送料
		請求額 パーツ 端末 パソコン 生地 スワッチ 反物 腕章 半纏 のぼり 名札 靴 帽子 手袋 工具 ネジ ボルト 基板 電池 充電器 ケーブル
		トナー 用具 布 糸 種 苗 米 野菜 果物 りんご みかん 梨 魚 肉 酒 ワイン お茶 茶葉 コーヒー 菓子 饅頭 弁当 パン ケーキ 土産
		お中元 お歳暮 ギフト 景品 賞品 メダル トロフィー 楽器 家具 椅子 机 棚 テント マット 検体 試料 試薬 標本 薬 マスク タオル
		衣装 小道具 材料 資材 鋼材 木材 瓦 タイル 塗料 治具 金型 機材 器具 食材 香典 供花 名刺 絵本 教科書 切符`,
		// persons, organisations
		`様 さん さま 殿 先生 部長 課長 社長 係長 主任 担当 担当者 事務局 御社 貴社 弊社 当社 部 課 社 係 室 店 局 窓口
		センター 先方 客先 お客様 取引先 本人 各位 皆様 皆さん 業者 支店 本社 上司 彼 彼女 父 母 妻 氏 君 ちゃん くん
		チーム 全員 支社 銀行 役所 学校 大学 病院 弁護士 税理士 そちら 貴方 あなた`,
		// later
		`後ほど のちほど 後で あとで 後日 追って 別途 別便 次便 明日 明後日 明朝 あす 来週 来月 近日 近々 週明け 今週中
		本日中 今日中 月末 月初 午後 夕方 後から あとから 次第 しだい までに 予定 つもり 準備 これから 今から 帰社後
		改めて あらためて 来年 次回 あとは 夜 来期 整い 出来上が できあが まもなく 間もなく もう少し 少々 しばらく`,
		// before
		`前回 前々回 先日 昨日 先ほど 先程 さきほど さっき 以前 先週 先月 昨年 去年 過日 前便 今朝 一昨日 おととい その前
		この間 当初 前に 昨夜 昨晩 前年`,
		// other ways
		`フォルダ フォルダー サーバ サーバー クラウド リンク ダウンロード ドライブ ストレージ ギガファイル ファイル便
		データ便 チャット チャットワーク スラック ライン ポータル サイト アップロード アップ キントーン バックログ
		ページ url ウェブ システム アプリ 画面 掲示板 イントラ ブログ 台紙 壁 ボード`,
		// this mail
		`本メール このメール 当メール 本状 本信 今回 今度 ここに`,
		// post
		`郵送 郵便 宅配 宅急便 発送 配送 配達 レターパック バイク便 書留 速達 投函 クリックポスト ゆうパック メール便
		小包 手渡 持参 fax ファックス ファクス 出荷 納品 納入 返品 着払い 元払い 郵便局 ポスト 便`,
		// look
		`確認 査収 ご覧 参照 一読 検討 高覧 目通し 査閲 参考 閲覧 お納め 見て 目を通し`,
		// ask
		`ください いただけ いただき いただく 願い 願う もらえ くれ ほしい 欲しい 頼み 依頼`,
		// refuse, problem
		`ません ない なく なかっ ず ぬ 不要 不可 禁止 忘れ 漏れ 抜け ミス 間違 誤 エラー 開け 壊れ 破損 文字化け 届か
		見当た 失敗`,
		// condition, talk
		`場合 際 とき 時 こと もの 方法 ルール 規定 運用 機能 ボタン 容量 サイズ 制限 上限 拡張子 ウイルス セキュリティ
		不審 迷惑 パスワード 暗号`,
		// received
		`拝見 拝受 拝読 受領 受け取り 受け取っ 受取 届きまし 届いた 届いて いただいた いただいて いただきまし くださった
		頂戴 ありがとう 承知 了解 かしこまり`,
		// days
		`月曜 火曜 水曜 木曜 金曜 土曜 日曜 本日 今日 今週 今月 今年 今期 年度 monday tuesday wednesday thursday friday saturday sunday
		january february march april may june july august september october november december mon tue wed thu fri`,
		// documents, English
		`file files invoice invoices quotation quotations quote quotes estimate estimates report reports contract contracts agreement agreements proposal proposals
		presentation presentations slides slide deck spreadsheet spreadsheets document documents doc docs drawing drawings minutes resume cv cvs draft drafts brochure
		catalogue catalog pdf pdfs form forms po photo photos picture pictures pics screenshot screenshots nda timesheet timesheets receipt receipts paperwork statement
		statements budget workbook zip sheet sheets protocol plan plans certificate certificates ticket tickets scan scans copy copies letter letters manual map maps
		figures notes schedule schedules log logs template templates application papers paper article poster flyer leaflet memo itinerary questionnaire recording video
		clip dataset artwork logo layout mockup design voucher transcript essay chapter manuscript abstract script score accounts payslip bill tender offer worksheet
		programme programmes specification specifications chart charts diagram diagrams inventory brief briefing bundle portfolio handout
		handouts newsletter circular prospectus syllabus timetable rota roster recipe menu sketch sketches proof proofs checklist guide
		handbook booklet dossier summary analysis results export patch elevations renders image images declaration terms proxy audit
		register guidelines transcripts rider setlist storyboard valuation inspection survey offprint worksheets agenda lease deed blueprint datasheet excel word powerpoint csv ppt xlsx docx jpg png version versions list lists table annex appendix exhibit spec specs`,
		// goods, English
		`parcel parcels order shipment package delivery courier box gift sample samples card cheque check bottle flowers pallet goods product unit key keys device book
		books envelope machine van truck driver engineer technician cash payment money swatch swatches yarn fabric seeds tiles tools badge
		badges towels mug jar laptop phone charger cable lanyard uniform jacket shoes toner cartridge crate bag bags wine cake chocolate
		bread cheese fruit plant plants tray trays blood swab tubes vial kit kits parts spare spares filter filters battery batteries
		stock hamper medal trophy costumes instrument timber bricks paint crates pieces cones specimens`,
		// later, English
		`tomorrow later soon shortly tonight afternoon next once will shall 'll i'll we'll going plan planning`,
		// before, English
		`yesterday last earlier previously previous before ago already original`,
		// other ways, English
		`link folder drive sharepoint onedrive dropbox slack teams portal website site cloud server upload uploaded wiki jira confluence intranet system calendar invite
		invitation post fax mailed by`,
		// refuse, English
		`not no never without don't didn't doesn't can't cannot couldn't won't isn't wasn't aren't haven't hasn't unable forgot forgotten failed missing blocked corrupt
		nothing none neither`,
		// received, English
		`thanks thank received got receiving receipt reviewed read opened noted seen looked`,
		// they
		`he she they his her their them him who someone anyone everyone customer client supplier vendor team colleague lawyer bank`,
		// you
		`you your you'll you've yours`,
		// we
		`i we i've we've i'm we're i'd we'd`,
		// our
		`my our`,
		// if
		`if when whether unless should would could might may must can`,
	}
}

// keptWords are words that stay what they are.
const keptWords = `添付 貼付 別添 同封 別紙 送付 送信 送 共有 届 つけ 貼 添え 転送 再送 返送 提出 納品 失礼 返信 記入 記載 押印 署名
連絡 報告 回答 承認 返却 修正 更新 作成 完成 変更 追加 最新 前 後 上 下 中 内 以下 上記 こちら 通り とおり 件
メール 本文 の を に は が も と で へ から まで より します いたします させて ました まし です ます して した
する される され おり お ご 取り急ぎ 念のため 一式 関係 説明 案内 質問 問題 相談 検索 表示 保存 削除 開封 解凍
要り 要る 必要 希望 可能 完了 済
please find see attached attach attaching attachment attachments enclosed enclosing enclose here is are the a an this that these those to for from in on with of
as at it its be been was were has have had and or but so herewith below above here's pfa fyi send sending sent sends forward forwarding forwarded submit
submitting submitted return returning resend share sharing include including included contains review check comments let me know kindly hereby also just now
again both all some any each every how what which where why do does did want need ask asked request requested promised discussed agreed per email mail message
note reply re sorry apologies time right correct wrong open size limit policy rule named called glued screwed wall fixed emotionally strings happy pleased
delighted glad which`
