package tray

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestStatus(t *testing.T) {
	until := time.Date(2026, 11, 23, 14, 30, 0, 0, time.Local)
	for _, tt := range []struct {
		view      View
		drawn, ja string
		en        string
	}{
		{View{State: Protecting}, Protecting, "メールをチェックしています", "Your mail is being checked"},
		{View{State: Protecting, Waiting: 2}, Waiting, "確認待ち 2件", "2 waiting for you"},
		{View{State: Paused, Until: until, Reason: "一斉送信"}, Paused, "14:30 までチェックを停止中: 一斉送信", "Checks are paused until 14:30: 一斉送信"},
		{View{State: Paused, Until: until, Waiting: 1}, Waiting, "確認待ち 1件", "1 waiting for you"},
		{View{State: Unreachable}, Unreachable, "サーバーに接続できません（チェックは続いています）", "The server cannot be reached; checks go on"},
		{View{State: "trouble"}, Trouble, "対応が必要なことがあります", "Something needs your attention"},
		{View{State: "never heard of"}, Trouble, "対応が必要なことがあります", "Something needs your attention"},
		{View{State: Starting}, Starting, "起動しています", "Starting"},
	} {
		if got := tt.view.shown(); got != tt.drawn {
			t.Errorf("%+v is drawn as %q, want %q", tt.view, got, tt.drawn)
		}
		for lang, want := range map[string]string{"ja": tt.ja, "en": tt.en} {
			tt.view.Language = lang
			if got := tt.view.status(); got != want {
				t.Errorf("status of %+v in %s = %q, want %q", tt.view, lang, got, want)
			}
		}
	}
}

func TestTooltipIsCutForWindows(t *testing.T) {
	v := View{Language: "ja", State: Paused, Reason: strings.Repeat("長い理由\n", 100)}
	got := v.tooltip()
	if n := utf8.RuneCountInString(got); n != maxTooltip || !strings.HasSuffix(got, "…") || strings.Contains(got, "\n") {
		t.Errorf("tooltip of a long reason has %d characters: %q; want %d, one line, ending in …", n, got, maxTooltip)
	}
}

func TestLengths(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		15 * time.Minute: {"15分間", "15 minutes"}, time.Hour: {"1時間", "1 h"}, 90 * time.Minute: {"90分間", "90 minutes"},
	} {
		if ja, en := lengthLabel("ja", d), lengthLabel("en", d); ja != want[0] || en != want[1] {
			t.Errorf("a pause of %s is called %q and %q, want %q and %q", d, ja, en, want[0], want[1])
		}
	}
}

// TestIconsDiffer: each state must be told apart, and without colours too.
func TestIconsDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, state := range []string{Protecting, Waiting, Paused, Unreachable, Starting} {
		img := picture(state)
		var grey strings.Builder
		for y := range side {
			for x := range side {
				r, g, b, _ := img.At(x, y).RGBA()
				if (r+g+b)/3 > 0xe000 {
					grey.WriteByte('#')
				} else {
					grey.WriteByte('.')
				}
			}
		}
		if other, ok := seen[grey.String()]; ok {
			t.Errorf("the icons of %s and %s have the same shape", state, other)
		}
		seen[grey.String()] = state
	}
}

func TestIconFiles(t *testing.T) {
	data, err := pngOf(Waiting)
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(data)); err != nil || img.Bounds().Dx() != side {
		t.Errorf("the PNG cannot be read: %v", err)
	}
	ico, err := icoOf(Waiting)
	if err != nil {
		t.Fatal(err)
	}
	const header = 22
	if !bytes.HasPrefix(ico, []byte{0, 0, 1, 0, 1, 0, side, side}) || !bytes.Equal(ico[header:], data) || ico[18] != header {
		t.Errorf("the .ico does not hold the PNG behind a header of %d octets: % x", header, ico[:header])
	}
}
