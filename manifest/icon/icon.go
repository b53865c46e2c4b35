// Package icon draws the mark of Sekisho: the gate of a checkpoint (冠木門), two posts with a wide beam through
// them, white on blue. The files under addin/public/icons are made from it by its test, and the test says when they are stale.
package icon

import (
	"image"
	"image/color"
)

// Sizes are the widths of the icons that a manifest names, in pixels.
func Sizes() []int { return []int{16, 32, 64, 80, 128} }

// Samples of a pixel along each side; the edges are as smooth as that.
const samples = 8

// Draw draws the mark, size pixels wide and high.
func Draw(size int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			img.SetNRGBA(x, y, pixel(x, y, float64(size)))
		}
	}
	return img
}

// Outline draws the gate alone, white on nothing, as Microsoft 365 wants a second icon.
func Outline(size int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			gate := 0
			for i := range samples * samples {
				if u, v := sample(x, y, i, float64(size)); inGate(u, v) {
					gate++
				}
			}
			img.SetNRGBA(x, y, color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: uint8(255 * gate / (samples * samples))})
		}
	}
	return img
}

// sample is where the sample number i of a pixel lies, as parts of the whole.
func sample(x, y, i int, size float64) (u, v float64) {
	return (float64(x) + (float64(i%samples)+0.5)/samples) / size, (float64(y) + (float64(i/samples)+0.5)/samples) / size
}

// pixel mixes what lies under its samples. The colours are those of Fluent's brand and paper.
func pixel(x, y int, size float64) color.NRGBA {
	var ground, gate int
	for i := range samples * samples {
		u, v := sample(x, y, i, size)
		switch {
		case inGate(u, v):
			gate++
		case inGround(u, v):
			ground++
		}
	}
	covered := ground + gate
	if covered == 0 {
		return color.NRGBA{}
	}
	mix := func(blue, white int) uint8 { return uint8((blue*ground + white*gate) / covered) }                                     //nolint:gosec // at most 255
	return color.NRGBA{R: mix(0x0f, 0xff), G: mix(0x6c, 0xff), B: mix(0xbd, 0xff), A: uint8(255 * covered / (samples * samples))} //nolint:gosec // at most 255
}

// inGround is the square with round corners.
func inGround(u, v float64) bool {
	const radius = 0.18
	du, dv := beyond(u, radius), beyond(v, radius)
	return du*du+dv*dv <= radius*radius
}

// beyond is how far a coordinate lies in the border of this width.
func beyond(t, border float64) float64 {
	return max(border-t, t-(1-border), 0)
}

// inGate is the gate: the beam, the two posts that rise above it, and the barrier between them.
func inGate(u, v float64) bool {
	within := func(left, top, right, bottom float64) bool {
		return u >= left && u < right && v >= top && v < bottom
	}
	return within(0.125, 0.25, 0.875, 0.375) ||
		within(0.25, 0.5625, 0.75, 0.625) ||
		within(0.25, 0.125, 0.375, 0.875) ||
		within(0.625, 0.125, 0.75, 0.875)
}
