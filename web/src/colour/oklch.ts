/** A colour as the eye orders it: lightness 0-1, chroma, hue in degrees. */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

/** Returns how far apart two colours look: their distance in OKLab. */
export function distance(one: Oklch, other: Oklch): number {
  const turn = ((one.h - other.h) * Math.PI) / 180;
  const chroma = one.c * one.c + other.c * other.c - 2 * one.c * other.c * Math.cos(turn);
  return Math.sqrt((one.l - other.l) * (one.l - other.l) + Math.max(0, chroma));
}

// Converts through OKLab to linear sRGB; the matrices are Ottosson's (2020).
function linear({ l, c, h }: Oklch): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = Math.pow(l + 0.3963377774 * a + 0.2158037573 * b, 3);
  const medium = Math.pow(l - 0.1055613458 * a - 0.0638541728 * b, 3);
  const short = Math.pow(l - 0.0894841775 * a - 1.291485548 * b, 3);
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

function channel(value: number): string {
  const gamma = value <= 0.0031308 ? 12.92 * value : 1.055 * Math.pow(value, 1 / 2.4) - 0.055;
  const byte = Math.round(Math.min(1, Math.max(0, gamma)) * 255);
  return (byte < 16 ? "0" : "") + byte.toString(16);
}

/** Writes a colour as #rrggbb, giving up chroma until it fits into sRGB. */
export function hex(colour: Oklch): string {
  let { c } = colour;
  for (;;) {
    const rgb = linear({ l: colour.l, c, h: colour.h });
    const fits = rgb.every((value) => value > -0.001 && value < 1.001);
    if (fits || c < 0.005) return "#" + rgb.map(channel).join("");
    c -= 0.005;
  }
}
