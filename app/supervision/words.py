"""What the keys of the figures are called, on the page and in the spreadsheet alike."""

from collections.abc import Mapping

from app.applications.states import State
from config.reference.offices import offices
from config.settings import settings
from core.errors import Text
from core.rules import catalogue
from verification.verdicts import GROUNDS

KEYS: Mapping[str, Text] = {
    State.SUBMITTED: Text("待领取", "Unclaimed"),
    State.IN_REVIEW: Text("审核中", "In review"),
    State.PENDING_APPROVAL: Text("待核准", "Awaiting approval"),
    State.SUSPENDED: Text("中止", "Suspended"),
    "in_time": Text("时限内", "In time"),
    "last_day": Text("24 小时内到期", "Due within 24 h"),
    "overdue": Text("已超期", "Overdue"),
    "first_pass": Text("一次通过", "First pass"),
    "after_return": Text("补正后", "After a return"),
    "begun": Text("新建草稿", "Draft begun"),
    "submitted": Text("提交核实", "Submitted"),
    "filed": Text("受理", "Filed"),
    "approved": Text("准予登记", "Approved"),
    "licensed": Text("已发照", "Licensed"),
    "other": Text("其他（自由文字）", "Other (free text)"),
}
FACES: Mapping[str, Text] = {
    "UNREADABLE": Text("视频无法读取", "Unreadable video"),
    "TOO_LONG": Text("视频过长过大", "Video too long"),
    "NO_FACE": Text("没有看到脸", "No face"),
    "MULTI_FACE": Text("多人入镜", "Several people"),
    "TOO_DARK": Text("光线太暗", "Too dark"),
    "TOO_BRIGHT": Text("光线太亮", "Too bright"),
    "BACKLIGHT": Text("逆光", "Backlight"),
    "BLUR": Text("画面模糊", "Blurred"),
    "OCCLUDED": Text("脸被遮挡", "Covered face"),
    "TOO_FAR": Text("离得太远", "Too far"),
    "TOO_NEAR": Text("离得太近", "Too near"),
    "NOT_FRONTAL": Text("未正对镜头", "Not frontal"),
    "WRONG_ACTION": Text("动作不符", "Wrong movement"),
    "ACTION_TOO_FAST": Text("动作太快", "Too quick"),
    "ACTION_TIMEOUT": Text("动作未完成", "Movement not seen"),
    "FACE_CHANGED": Text("中途换脸", "Face changed"),
    "REPLAY_SUSPECTED": Text("疑似非真人", "Attack suspected"),
    "NOT_MATCH": Text("与证件照差异大", "No match"),
    "NO_REFERENCE_PHOTO": Text("人口库无照片", "No register photo"),
    "VIRTUAL_CAMERA": Text("虚拟摄像头", "Virtual camera"),
    "SOURCE_DOWN": Text("比对服务暂停", "Register away"),
    "CAMERA_DENIED": Text("未开相机权限", "No camera"),
    "CONSENT_WITHDRAWN": Text("撤回同意", "Consent withdrawn"),
    "TOO_MANY_TRIES": Text("次数过多", "Too many tries"),
    "REVIEW_LAPSED": Text("复核逾期", "Review lapsed"),
    "NOT_SAME_PERSON": Text("人工认定非本人", "Not the person, by an officer"),
    "NOT_CLEAR": Text("画面或声音不清", "Unclear"),
    "NOT_LIVE": Text("人工认定非真人", "Not live, by an officer"),
    "POOR_REFERENCE_PHOTO": Text("人口库照片不可用", "Poor register photo"),
}
"""Why a face check did not pass, in a word or two: what the person reads is longer (`verification.reasons`)."""


def name_of(figure: str, key: str) -> Text:
    """The name of a key; a code that nobody named is shown as it is, never hidden."""
    if figure == "returns" and key in catalogue():
        title = catalogue()[key].title
        return Text(f"{key} {title.zh}", f"{key} {title.en}")
    if figure == "offices":
        found = offices(fictitious=settings().sample).get(key)
        return Text(found.name, found.en) if found else Text(key, key)
    known = {**FACES, **GROUNDS} if figure == "faces" else KEYS
    return known.get(key) or Text(key, key)
