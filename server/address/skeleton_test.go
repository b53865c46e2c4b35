package address

import "testing"

func TestSkeleton(t *testing.T) {
	for _, pair := range [][2]string{
		{"tsubame", "tsubarne"},
		{"gmail", "gma1l"},
		{"yahoo", "yah00"},
		{"paypal", "раураl"},
		{"www", "vvvvvv"},
		{"cloud", "doud"},
		{"カタカナ", "力夕力ナ"},
		{"ハート", "八ー卜"},
		{"hokuto-denki", "hokuto‐denki"},
		{"hokuto", "hökuto"},
		{"ikea", "ıkea"},
		{"sony", "ѕоnу"},
		{"kioxia", "ĸioxia"},
	} {
		if a, b := Skeleton(pair[0]), Skeleton(pair[1]); a != b {
			t.Errorf("%q is %q and %q is %q, want the same", pair[0], a, pair[1], b)
		}
	}
	for _, pair := range [][2]string{{"tsubame", "tsubane"}, {"東京", "京都"}, {"sony", "song"}} {
		if a, b := Skeleton(pair[0]), Skeleton(pair[1]); a == b {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], a)
		}
	}
}

func TestRomaji(t *testing.T) {
	for _, group := range [][]string{
		{"shinjuku", "sinjuku", "sinzyuku", "shinzyuku"},
		{"tsubame", "tubame"},
		{"satou", "sato", "satoh", "satoo"},
		{"ohno", "oono", "ono", "ouno"},
		{"honma", "homma"},
		{"namba", "nanba"},
		{"fuji", "huzi", "fuzi"},
		{"chiba", "tiba"},
		{"yuuki", "yuki"},
		{"jun", "zyun", "jyun"},
		{"hocchi", "hotchi", "hotti"},
	} {
		for _, other := range group[1:] {
			if a, b := Romaji(group[0]), Romaji(other); a != b {
				t.Errorf("%s is %s and %s is %s, want the same", group[0], a, other, b)
			}
		}
	}
	if a, b := Romaji("tahara"), Romaji("taohara"); a == b {
		t.Errorf("tahara and taohara are both %s: an h before a vowel is no long vowel", a)
	}
}

func TestOneSlip(t *testing.T) {
	for _, c := range []struct {
		want, got string
		kind      slip
	}{
		{"sony", "sonny", slipInserted},
		{"sony", "sny", slipOmitted},
		{"sony", "osny", slipSwapped},
		{"sony", "sonu", slipReplaced},
		{"sony", "sony", slipNone},
		{"sony", "snyo", slipNone},
		{"", "a", slipInserted},
		{"東京", "東亰", slipReplaced},
	} {
		if kind, _, _, _ := oneSlip([]rune(c.want), []rune(c.got)); kind != c.kind {
			t.Errorf("oneSlip(%s, %s) = %d, want %d", c.want, c.got, kind, c.kind)
		}
	}
}

// TestWithin2 compares the band with the whole matrix.
func TestWithin2(t *testing.T) {
	words := []string{"", "a", "mitsubishi", "mitubishi", "mitsubisih", "mitusbisih", "mtsubishii", "hokutodenki", "hokutodneki", "hkoutodneki", "hkutodeniki", "abcdefghij", "badcfehgji"}
	for _, a := range words {
		for _, b := range words {
			if got, want := within2([]rune(a), []rune(b)), distance([]rune(a), []rune(b)) <= 2; got != want {
				t.Errorf("within2(%q, %q) = %t, the distance is %d", a, b, got, distance([]rune(a), []rune(b)))
			}
		}
	}
}

// distance is optimal string alignment by its definition.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0:
				d[i][j] = j
			case j == 0:
				d[i][j] = i
			default:
				cost := 1
				if a[i-1] == b[j-1] {
					cost = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

func FuzzFind(f *testing.F) {
	known := officeAlikes(f)
	for _, s := range []string{"tsubame.co.jp", "tsubame-co-jp.evil.net", "xn--80ax3fyx1j.com", "a.b.c.d.e.f.g.h.i.j.k.l.m.n", "--.jp", "city.yokohama.lg.jp", "[192.0.2.1]", "con", "x.con", "jp", "city.jp", "lg.jp", "city.lg.jp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		domain, err := Domain(s)
		if err != nil {
			return
		}
		got := known.Find(domain)
		if again := known.Find(domain); got != again {
			t.Errorf("Find(%q) = %+v, then %+v", domain, got, again)
		}
		if (got.Kind == AlikeNone) != (got.Score == 0) || (got.Kind == AlikeNone) != (got.Known == "") || got.Score < 0 || got.Score > 100 {
			t.Errorf("Find(%q) = %+v", domain, got)
		}
		if own := NewAlikes([]string{domain}).Find(domain); own != notAlike {
			t.Errorf("%q is like itself: %+v", domain, own)
		}
		NewAlikes([]string{domain}).Find("tsubame.co.jp")
		Skeleton(s)
		if r := Romaji(s); len(r) > 2*len(s) {
			t.Errorf("Romaji(%q) is %q, more than twice as long", s, r)
		}
	})
}
