"""The message texts the operator has had approved (正文模板). `{1}` is the first parameter.

As in reality a parameter may hold no address, so links stand in the text with only their last part as a parameter,
and the parameters of a code are digits. More can be added by `PUT /sms/templates/<id>`.
"""

import re
from dataclasses import asdict, dataclass

from sandbox.world import World

SIGN_NAME = "云溪照办"
FIRST_ID = 2400001
CODE_DIGITS = 6
PARAMETER_LENGTH = 40
"""Characters of one parameter. Tencent grants this by account, from 6 upwards; a registry needs company names."""


@dataclass(frozen=True)
class Template:
    """An approved text; `kind` is code (验证码) or notice (通知)."""

    id: str
    name: str
    kind: str
    content: str

    @property
    def parameters(self) -> int:
        return len({*re.findall(r"\{(\d+)\}", self.content)})

    def filled(self, values: list[str]) -> str:
        return re.sub(r"\{(\d+)\}", lambda match: values[int(match[1]) - 1], self.content)


def approved(callbacks: str) -> list[Template]:
    """The texts the sandbox comes with; `callbacks` is where links lead."""
    link = f"{callbacks}/i/{{3}}"
    texts = {
        "sign_in_code": "您的验证码为{1}，{2}分钟内有效。任何人索要均勿告知，如非本人操作请忽略。",
        "invitation": "{1}正在申请登记“{2}”，需您本人确认并签名。请打开 " + link + " 登录办理；与您无关请选“不是我”。",
        "correction": "您申请的“{1}”有内容需要补正，请登录查看一次性告知清单并修改。",
        "approved": "“{1}”已准予登记，统一社会信用代码{2}。电子营业执照可登录查看、下载。",
        "rejected": "您申请的“{1}”未予登记，理由和救济途径请登录查看。",
        "delivery": "“{1}”的纸质营业执照{2}，运单号{3}。",
        "notice": "“{1}”：{2}。请登录查看。",
    }
    return [
        Template(str(FIRST_ID + place), name, "code" if name == "sign_in_code" else "notice", text)
        for place, (name, text) in enumerate(texts.items())
    ]


def add(world: World, template: Template) -> None:
    world.store.put("sms_template", template.id, asdict(template))


def find(world: World, template_id: str) -> Template | None:
    found = world.store.get("sms_template", template_id)
    return Template(**found) if found else None
