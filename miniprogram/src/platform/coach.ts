/** Live coaching from a thumbnail of the picture. It only advises: nothing is decided here, and nothing leaves. */

export type Coaching = "dark" | "bright" | "backlit" | "closer" | "farther" | "centre" | "good"

const WIDTH = 48
const HEIGHT = 64
const DARK = 55
const BRIGHT = 225
const BACKLIT = 70
let canvas: HTMLCanvasElement | null = null

interface Seen {
  inside: number
  outside: number
  skinInside: number
  skinOutside: number
  skinX: number
}

/** What to tell the person about the picture as it is now. */
export function assess(video: HTMLVideoElement): Coaching {
  return video.videoWidth ? advise(measure(pixels(video))) : "good"
}

/** The same of one frame in RGBA, as the hosts' cameras give it. */
export function assessFrame(frame: { width: number; height: number; data: ArrayBuffer }): Coaching {
  return advise(measure(thumbnail(frame.width, frame.height, new Uint8ClampedArray(frame.data))))
}

function advise(seen: Seen): Coaching {
  if (seen.inside < DARK) return "dark"
  if (seen.inside > BRIGHT) return "bright"
  if (seen.outside - seen.inside > BACKLIT) return "backlit"
  if (seen.skinInside < 0.12) return "closer"
  if (Math.abs(seen.skinX) > 0.3) return "centre"
  if (seen.skinInside > 0.92 && seen.skinOutside > 0.6) return "farther"
  return "good"
}

function pixels(video: HTMLVideoElement): Uint8ClampedArray {
  canvas ??= Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT })
  const pen = canvas.getContext("2d", { willReadFrequently: true })
  if (!pen) return new Uint8ClampedArray(WIDTH * HEIGHT * 4)
  const scale = Math.max(WIDTH / video.videoWidth, HEIGHT / video.videoHeight)
  const [w, h] = [video.videoWidth * scale, video.videoHeight * scale]
  pen.drawImage(video, (WIDTH - w) / 2, (HEIGHT - h) / 2, w, h)
  return pen.getImageData(0, 0, WIDTH, HEIGHT).data
}

/** Every so-many-th pixel of the middle, which is what the person sees. */
function thumbnail(width: number, height: number, data: Uint8ClampedArray): Uint8ClampedArray {
  const small = new Uint8ClampedArray(WIDTH * HEIGHT * 4)
  const step = Math.min(width / WIDTH, height / HEIGHT)
  const [left, top] = [(width - step * WIDTH) / 2, (height - step * HEIGHT) / 2]
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const from = (Math.floor(top + y * step) * width + Math.floor(left + x * step)) * 4
      small.set(data.subarray(from, from + 4), (y * WIDTH + x) * 4)
    }
  return small
}

/** Mean light and share of skin colour (Cb, Cr of ITU-R BT.601) inside and outside the oval, and where the skin is. */
function measure(data: Uint8ClampedArray): Seen {
  const light = [0, 0]
  const count = [0, 0]
  const skin = [0, 0]
  let x = 0
  for (let n = 0; n < WIDTH * HEIGHT; n++) {
    const [dx, dy] = [((n % WIDTH) + 0.5) / (WIDTH / 2) - 1, (Math.floor(n / WIDTH) + 0.5) / (HEIGHT / 2) - 1]
    const side = (dx / 0.62) ** 2 + (dy / 0.66) ** 2 <= 1 ? 0 : 1
    const [r, g, b] = [data[n * 4] ?? 0, data[n * 4 + 1] ?? 0, data[n * 4 + 2] ?? 0]
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    const [cb, cr] = [128 + 0.564 * (b - luma), 128 + 0.713 * (r - luma)]
    light[side]! += luma
    count[side]! += 1
    if (cb > 77 && cb < 130 && cr > 133 && cr < 178) {
      skin[side]! += 1
      x += dx
    }
  }
  return {
    inside: light[0]! / count[0]!,
    outside: light[1]! / count[1]!,
    skinInside: skin[0]! / count[0]!,
    skinOutside: skin[1]! / count[1]!,
    skinX: x / Math.max(1, skin[0]! + skin[1]!),
  }
}
