package desktop

import (
	"strings"
	"testing"

	"sekisho/e2e/support/bus"
)

// TestTrayOfTheProgram: state and menu in both languages, a pause, the window and the end, all from the icon.
func TestTrayOfTheProgram(t *testing.T) {
	for _, say := range []struct{ language, well, paused, pause, resume, open, quit string }{
		{"ja_JP.UTF-8", "メールをチェックしています", "チェックを停止中", "15分間", "今すぐチェックを再開", "関所を開く", "終了"},
		{"en_US.UTF-8", "Your mail is being checked", "Checks are paused until", "15 minutes", "Check again now", "Open Sekisho", "Quit"},
	} {
		t.Run(say.language, func(t *testing.T) {
			d := newDesk(t, say.language)
			place, err := d.bus.OfferTray()
			if err != nil {
				t.Fatal(err)
			}
			r := d.start("--hidden")
			item, err := place.Item(patience)
			if err != nil {
				t.Fatal(err)
			}
			shows := func(label string) {
				t.Helper()
				d.until("the menu shows "+label, func() bool {
					menu, err := item.Menu()
					if err != nil {
						t.Fatal(err)
					}
					for _, e := range menu {
						if strings.Contains(e.Label, label) {
							return true
						}
					}
					return false
				})
			}
			press := func(label string) {
				t.Helper()
				if err := item.Click(label); err != nil {
					t.Fatal(err)
				}
			}
			shows(say.well)
			press(say.pause)
			shows(say.paused)
			if menu, err := item.Menu(); err == nil {
				if _, there := bus.Find(menu, say.pause); there {
					t.Error("a pause is offered during a pause")
				}
			}
			press(say.resume)
			shows(say.well)
			if seen := d.windows(); len(seen) > 0 {
				t.Errorf("a window is there before it was asked for: %v", seen)
			}
			press(say.open)
			d.seen(true)
			press(say.quit)
			if err := r.end(); err != nil {
				t.Errorf("Quit ends the program with %v, want status 0; it said:\n%s", err, r.output)
			}
		})
	}
}
