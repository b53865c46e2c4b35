package icon

import (
	"bytes"
	"flag"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the icons anew")

// TestIconsAreFresh compares the committed icons with what Draw draws.
func TestIconsAreFresh(t *testing.T) {
	for _, size := range Sizes() {
		var drawn bytes.Buffer
		if err := png.Encode(&drawn, Draw(size)); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join("..", "..", "addin", "public", "icons", fmt.Sprintf("icon-%d.png", size))
		if *update {
			if err := os.WriteFile(name, drawn.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := Draw(size)
		for y := range size {
			for x := range size {
				if got, want := color.NRGBAModel.Convert(kept.At(x, y)), want.At(x, y); got != want {
					t.Fatalf("%s is stale at %d,%d: got %v, want %v; run with -update", name, x, y, got, want)
				}
			}
		}
	}
}

func TestDraw(t *testing.T) {
	img := Draw(80)
	white, blue := color.NRGBA{R: 255, G: 255, B: 255, A: 255}, color.NRGBA{R: 0x0f, G: 0x6c, B: 0xbd, A: 255}
	for _, tc := range []struct {
		name string
		x, y int
		want color.Color
	}{
		{"the corner is open", 0, 0, color.NRGBA{}},
		{"the beam", 40, 25, white},
		{"a post", 25, 60, white},
		{"the way through", 40, 60, blue},
		{"above the beam", 40, 12, blue},
		{"the barrier", 40, 47, white},
		{"beside the gate", 5, 60, blue},
	} {
		if got := img.At(tc.x, tc.y); got != tc.want {
			t.Errorf("%s, pixel %d,%d: got %v, want %v", tc.name, tc.x, tc.y, got, tc.want)
		}
	}
}
