import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components';

/** The font list, Latin first so that digits and addresses keep even widths; the same as --sekisho-font of tokens.css. */
export const fontFamily =
  '"Segoe UI", "Hiragino Kaku Gothic ProN", "Yu Gothic UI", "Meiryo", "Noto Sans CJK JP", "Noto Sans JP", system-ui, sans-serif';

/** The product's colour, a calm blue-green, from dark to light. 80 is --sekisho-brand of tokens.css. */
export const brand: BrandVariants = {
  10: '#020506',
  20: '#0a1a21',
  30: '#0d2b37',
  40: '#103747',
  50: '#124153',
  60: '#174a5e',
  70: '#1b556b',
  80: '#1f5f78',
  90: '#2f708a',
  100: '#3f829d',
  110: '#4f99b4',
  120: '#5fb0cc',
  130: '#77bed6',
  140: '#8fcbe0',
  150: '#b3dcea',
  160: '#d9eef5',
};

/** The theme for light surroundings. */
export const lightTheme: Theme = { ...createLightTheme(brand), fontFamilyBase: fontFamily };

/** The theme for dark surroundings; Fluent's own choice of brand text is too dark for this colour. */
export const darkTheme: Theme = {
  ...createDarkTheme(brand),
  fontFamilyBase: fontFamily,
  colorBrandForeground1: brand[130],
  colorBrandForeground2: brand[140],
  colorBrandForegroundLink: brand[130],
  colorBrandForegroundLinkHover: brand[140],
  colorBrandForegroundLinkPressed: brand[120],
};
