/** The browser's front camera: a live picture, and ONE continuous recording with its own zero of time. */

import { assess, type Coaching } from "@/platform/coach"

const KINDS = [
  "video/mp4;codecs=avc1.42E01E",
  "video/mp4;codecs=avc1",
  "video/mp4",
  "video/webm;codecs=vp9",
  "video/webm;codecs=vp8",
]
const BITS_PER_SECOND = 2_500_000

export class NoCamera extends Error {
  constructor(readonly why: "cameraRefused" | "cameraUnsupported") {
    super(why)
  }
}

export class Camera {
  private recorder: MediaRecorder | null = null
  private pieces: Blob[] = []

  private constructor(
    readonly video: HTMLVideoElement,
    private readonly stream: MediaStream,
    private readonly kind: string,
  ) {}

  /** Show the camera's picture inside `frame`. Raises NoCamera. */
  static async open(frame: HTMLElement): Promise<Camera> {
    const kind = typeof MediaRecorder === "undefined" ? undefined : KINDS.find((k) => MediaRecorder.isTypeSupported(k))
    if (!kind || !navigator.mediaDevices) throw new NoCamera("cameraUnsupported")
    // A picture as the camera makes it: browsers would else crop an upright one to the shape asked for.
    const wanted = {
      facingMode: "user",
      width: { ideal: 640 },
      height: { ideal: 480 },
      frameRate: { ideal: 30 },
      resizeMode: { ideal: "none" },
    } as MediaTrackConstraints
    const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false }).catch(() => {
      throw new NoCamera("cameraRefused")
    })
    const video = document.createElement("video")
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream })
    video.setAttribute("playsinline", "")
    video.style.cssText = "position:absolute;inset:0;width:100%;height:100%;object-fit:cover;transform:scaleX(-1)"
    frame.replaceChildren(video)
    await video.play()
    return new Camera(video, stream, kind)
  }

  /** The content type of the recording, without its codec. */
  get type(): string {
    return this.kind.split(";")[0] ?? this.kind
  }

  look(): Coaching {
    return assess(this.video)
  }

  /** Begin the recording; the answer is the moment of its first frame, on the clock of `performance.now()`. */
  record(): Promise<number> {
    const recorder = new MediaRecorder(this.stream, { mimeType: this.kind, videoBitsPerSecond: BITS_PER_SECOND })
    this.recorder = recorder
    this.pieces = []
    recorder.ondataavailable = ({ data }) => data.size && this.pieces.push(data)
    return new Promise((resolve, reject) => {
      recorder.onerror = () => reject(new NoCamera("cameraUnsupported"))
      recorder.onstart = () => {
        if ("requestVideoFrameCallback" in this.video) this.video.requestVideoFrameCallback((now) => resolve(now))
        else resolve(performance.now())
      }
      recorder.start()
    })
  }

  /** End the recording. */
  stop(): Promise<Blob> {
    const recorder = this.recorder
    return new Promise((resolve) => {
      if (!recorder) return resolve(new Blob([]))
      recorder.onstop = () => resolve(new Blob(this.pieces, { type: this.type }))
      recorder.stop()
    })
  }

  close(): void {
    if (this.recorder && this.recorder.state !== "inactive") this.recorder.stop()
    this.stream.getTracks().forEach((track) => track.stop())
    this.video.remove()
  }
}
