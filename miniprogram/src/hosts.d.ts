/** What the hosts' own type packages leave out. Sources: developers.weixin.qq.com, opendocs.alipay.com. */

declare namespace WechatMiniprogram {
  interface Wx {
    /** 人脸核身 2.0. Its result means nothing until the server has asked WeChat. */
    requestFacialVerify(options: {
      verifyId: string
      success?: (result: { errCode: number; errMsg: string }) => void
      fail?: (result: { errCode?: number; errMsg: string }) => void
    }): void
  }
}

declare namespace my {
  interface CameraContext {
    startRecord(options: { success?: () => void; fail?: () => void; timeoutCallback?: (film: Film) => void }): void
    stopRecord(options: { success?: (film: Film) => void; fail?: () => void }): void
    onCameraFrame(hear: (frame: { width: number; height: number; data: ArrayBuffer }) => void): {
      start(): void
      stop(): void
    }
  }
  interface Film {
    tempVideoPath: string
  }
  /** Of the `<camera>` with this id. */
  function createCameraContext(id: string): CameraContext
}
