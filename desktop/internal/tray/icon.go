package tray

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"sekisho/manifest/icon"
)

// side is the width of an icon in pixels; desktops make it smaller themselves.
const side = 64

// marks are the colours of the spot that tells the states apart, beside their shapes: nobody has to see colours.
func mark(state string) (c color.NRGBA, shape func(u, v float64) bool) {
	switch state {
	case Waiting:
		return color.NRGBA{R: 0xd1, G: 0x34, B: 0x38, A: 0xff}, exclamation
	case Paused:
		return color.NRGBA{R: 0x61, G: 0x61, B: 0x61, A: 0xff}, bars
	case Unreachable:
		return color.NRGBA{R: 0xbc, G: 0x4b, B: 0x09, A: 0xff}, cut
	case Trouble:
		return color.NRGBA{R: 0xbc, G: 0x4b, B: 0x09, A: 0xff}, exclamation
	case Starting:
		return color.NRGBA{R: 0x61, G: 0x61, B: 0x61, A: 0xff}, dots
	}
	return color.NRGBA{}, nil
}

// The shapes lie in a square from 0 to 1.
func exclamation(u, v float64) bool {
	return u > 0.42 && u < 0.58 && (v > 0.18 && v < 0.58 || v > 0.68 && v < 0.84)
}

func bars(u, v float64) bool {
	return v > 0.25 && v < 0.75 && (u > 0.28 && u < 0.43 || u > 0.57 && u < 0.72)
}

func cut(u, v float64) bool {
	d := u - v
	return d > -0.1 && d < 0.1 && u > 0.2 && u < 0.8
}

func dots(u, v float64) bool {
	return v > 0.43 && v < 0.57 && (u > 0.2 && u < 0.32 || u > 0.44 && u < 0.56 || u > 0.68 && u < 0.8)
}

// picture draws the gate, and the state's spot over its lower right corner.
func picture(state string) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(img, img.Bounds(), icon.Draw(side), image.Point{}, draw.Src)
	c, shape := mark(state)
	if shape == nil {
		return img
	}
	const from, size = side * 7 / 16, side * 9 / 16
	for y := range size {
		for x := range size {
			u, v := (float64(x)+0.5)/size, (float64(y)+0.5)/size
			d := (u-0.5)*(u-0.5) + (v-0.5)*(v-0.5)
			switch {
			case d > 0.25:
			case d > 0.2 || shape(u, v): // a white rim keeps the spot apart from the gate
				img.SetNRGBA(from+x, from+y, color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff})
			default:
				img.SetNRGBA(from+x, from+y, c)
			}
		}
	}
	return img
}

// pngOf is the icon as most systems take it.
func pngOf(state string) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(state)); err != nil {
		return nil, fmt.Errorf("draw the tray icon: %w", err)
	}
	return b.Bytes(), nil
}

// icoOf is the icon as Windows takes it: one PNG behind the header of an .ico file.
func icoOf(state string) ([]byte, error) {
	data, err := pngOf(state)
	if err != nil {
		return nil, err
	}
	head := []byte{0, 0, 1, 0, 1, 0, side, side, 0, 0, 1, 0, 32, 0}
	head = binary.LittleEndian.AppendUint32(head, uint32(len(data)))   //nolint:gosec // a few thousand octets
	head = binary.LittleEndian.AppendUint32(head, uint32(len(head)+4)) //nolint:gosec // 22
	return append(head, data...), nil
}

// Icon is the icon of the window and the package, without a spot.
func Icon() ([]byte, error) { return pngOf(Protecting) }
