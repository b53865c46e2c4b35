package personal

// zengin reads a line of a transfer file of fixed length (全銀フォーマット, 全銀協規定 総合振込・給与振込 レコードフォーマット): a data record
// has the number of the bank and its name, that of the branch and its name, the clearing house, the kind of account, its number of
// 7 digits, and the holder in kana. Half-width kana have become full-width ones, so that the fields are as long as their letters.
func (r *reader) zengin(l *line, w *row) bool {
	s := r.text(l)
	if len(s) < 80 || s[0] != '2' || digitRun(s[:5]) != 5 || isDigit(s[5]) {
		return false
	}
	i := r.kanaField(l.from+5, l.to)
	if i = r.digitField(i, l.to, 3); i == 0 {
		return false
	}
	i = r.kanaField(i, l.to)
	from := i
	for i < l.to && isDigit(r.s[i]) {
		i++
	}
	if n := i - from; n != 12 && n != 8 || i+10 > l.to || isDigit(r.s[i]) || r.s[i-8] == '0' {
		return false
	}
	holderEnd := r.kanaField(i, l.to)
	if r.digitField(holderEnd, l.to, 10) == 0 {
		return false
	}
	for k := range l.values {
		l.values[k].class = none
	}
	company := r.near(of(holder, corp), i, holderEnd)
	r.extra = append(r.extra, value{pos: n32(i - 7), end: n32(i), class: bankAccount, level: high, quiet: company})
	if !company {
		w.kinds |= of(bankAccount)
		w.name(r.hash(r.s[i:holderEnd]))
	}
	return true
}

// kanaField passes over what is no digit.
func (r *reader) kanaField(i, end int) int {
	for i < end && !isDigit(r.s[i]) {
		i++
	}
	return i
}

// digitField passes over n digits; 0: there are fewer.
func (r *reader) digitField(i, end, n int) int {
	if i+n > end || digitRun(r.s[i:i+n]) != n {
		return 0
	}
	return i + n
}
