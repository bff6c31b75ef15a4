"""One sitting of a prepared person, signed in and their phone in hand: from the invitation to the signature."""

import re
import time

from tests.miniprogram.handset import Handset


def verify_and_sign(phone: Handset, link: str) -> dict[str, float]:
    """Seconds of each stage, by the journey's clock; without the rendering of the film, which no person needs."""
    took: dict[str, float] = {}
    since = {"clock": time.monotonic(), "rendered": phone.rendering_s}

    def ends(stage: str) -> None:
        now = time.monotonic()
        took[stage] = now - since["clock"] - (phone.rendering_s - since["rendered"])
        since.update(clock=now, rendered=phone.rendering_s)

    phone.stand_before_the_camera()
    phone.open(link)
    phone.says(f"{phone.person.name}，您好")
    ends("打开邀请 the invitation opens")
    phone.press("同意并继续")
    phone.says("准备好了，开始")
    ends("同意 consent, the camera opens")
    phone.start_when_ready()
    ends("就位 the person gets ready")
    phone.page.get_by_text(re.compile("正在上传|正在判定|核验通过")).first.wait_for()
    ends("动作 the prompts are followed")
    phone.says("核验通过")
    ends("判定 upload and verdict")
    phone.press("继续签名")
    phone.draw()
    phone.press("我已阅读，签名")
    phone.says("您已核实并签名")
    ends("签名 drawn and signed")
    return took
