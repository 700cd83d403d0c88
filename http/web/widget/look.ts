// The site's colour and picture.  Every shade is made from the one colour and moved until its text can be
// read on it (WCAG 2.2: 4.5 to 1), in light and in dark.

import type { SiteLook } from '../shared/types';
import type { SessionState } from './session';

type Rgb = [number, number, number];

export function parse(colour: string): Rgb | null {
  const match = /^#([0-9a-f]{6})$/i.exec(colour);
  if (!match) return null;
  const number = parseInt(match[1]!, 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

const mix = (one: Rgb, other: Rgb, share: number): Rgb => one.map((value, at) => Math.round(value + (other[at]! - value) * share)) as Rgb;

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const white: Rgb = [255, 255, 255];
const black: Rgb = [12, 16, 15];
const css = (colour: Rgb) => `rgb(${colour.join(' ')})`;

/** The colour, moved towards `end` until it has this contrast against the ground. */
function readable(colour: Rgb, ground: Rgb, end: Rgb, least = 4.6): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const moved = mix(colour, end, share);
    if (contrast(moved, ground) >= least) return moved;
  }
  return end;
}

/** The tokens (shared/tokens.css) that follow from a site's colour. */
export function shades(colour: Rgb, isDark: boolean): Record<string, string> {
  const brand = readable(colour, white, black);
  const surface: Rgb = isDark ? [26, 30, 29] : white;
  const soft = mix(surface, colour, isDark ? 0.2 : 0.1);
  const accent = readable(isDark ? mix(colour, white, 0.35) : colour, isDark ? soft : surface, isDark ? white : black);
  const strong = readable(accent, soft, isDark ? white : black, 5.5);
  return {
    '--brand': css(brand),
    '--brand-2': css(mix(brand, black, 0.25)),
    '--on-brand': '#fff',
    '--on-brand-2': css(readable(mix(brand, white, 0.8), brand, white)),
    '--accent': css(accent),
    '--accent-strong': css(strong),
    '--accent-soft': css(soft),
    '--on-accent': css(isDark ? readable(black, accent, black) : readable(white, accent, white)),
    '--focus': css(accent),
  };
}

export function wear(look: SiteLook | undefined): void {
  const page = document.documentElement;
  const colour = look?.colour ? parse(look.colour) : null;
  if (!colour) return;
  const theme = page.dataset['theme'];
  const isDark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  for (const [name, value] of Object.entries(shades(colour, isDark))) page.style.setProperty(name, value);
}

export const pictureOf = (state: SessionState): string | null => (state.site?.look?.avatar ? `/v1/files/${encodeURIComponent(state.site.look.avatar)}` : null);
