// Holds the advances of the characters from space to ~ in hundredths of an em, measured from
// DejaVu Sans. It is the widest font of the stack: what fits by this table fits everywhere.
const ADVANCES = (
  "32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 " +
  "64 64 34 34 84 84 84 53 100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 " +
  "60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50 50 61 63 55 63 62 35 63 " +
  "63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84"
).split(" ");
const SPACE = 32;
const OTHER = 64;
const WIDE = 100;

/** Returns how wide a line of text is in pixels, without asking a browser. */
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0xa0) sum += SPACE;
    else if (code >= 0x2e80) sum += WIDE;
    else sum += Number(ADVANCES[code - 32] || OTHER);
  }
  return (sum * size) / 100;
}

/** Breaks a text into lines no wider than `width`; a word that is wider stands alone. */
export function wrapped(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  // A space that does not break keeps a number and its sign together.
  text.split(/[ \t\n]+/).forEach((word) => {
    const longer = line === "" ? word : line + " " + word;
    if (line !== "" && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  });
  if (line !== "") lines.push(line);
  return lines;
}
