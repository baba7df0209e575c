"""All that the counter's page says where no site can say it: in both languages, since a device changes its own."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

_WORDS = {
    # the state of things
    "line_up": _("회선 있음"),
    "line_none": _("회선 없음"),
    "signed_out": _("로그인이 끝났습니다. 다시 로그인하면 이어서 보냅니다. 잃은 것은 없습니다."),
    "sign_in": _("다시 로그인"),
    "other_account": _(
        "이 기기를 등록한 직원과 다른 사람이 로그인했습니다. 등록한 직원으로 로그인해 주세요."
    ),
    "clock_wrong": _(
        "이 기기의 시계가 사이트와 {minutes}분 다릅니다. 일을 시작하기 전에 시계를 맞춰 주세요."
    ),
    "clock_back": _("시계가 마지막 접수보다 앞으로 돌아갔습니다. 시계를 맞춘 뒤에 접수해 주세요."),
    "numbers_left": _("남은 번호 {count}개"),
    "numbers_until": _("{time}까지 쓸 수 있음"),
    "numbers_none": _(
        "쓸 수 있는 번호가 없습니다. 번호를 다 썼거나 여덟 시간이 지났습니다. 회선이 돌아오면 번호를 받아 주세요."
    ),
    "numbers_enough": _("번호가 아직 넉넉합니다. 서식은 새로 받았습니다."),
    "not_kept": _(
        "이 화면을 아직 저장하지 못해 회선이 끊기면 열 수 없습니다. 회선이 있을 때 새로 고쳐 주세요."
    ),
    "to_send": _("보낼 접수 {count}건"),
    "elsewhere": _("다른 창에서 이 화면을 쓰고 있습니다. 그 창에서 일하거나 그 창을 닫고 새로 고쳐 주세요."),
    "broken": _(
        "이 브라우저로는 회선 없이 일할 수 없습니다. 저장소와 암호 기능이 있는 최신 브라우저를 써 주세요."
    ),
    "failed": _("하지 못했습니다. 잃은 것은 없습니다. 다시 해 주세요."),
    "no_line": _("회선이 없어 할 수 없습니다."),
    # this device
    "enrol": _("이 기기 등록"),
    "enrol_why": _(
        "열쇠를 이 기기에서 만들어 암호문구로 잠급니다. 암호문구를 잊으면 보내지 못한 접수를 되찾을 수 없습니다."
    ),
    "enrol_first": _("이 기기는 아직 등록되지 않았습니다. 회선이 있을 때 등록해 주세요."),
    "device_name": _("기기 이름"),
    "passphrase": _("암호문구"),
    "passphrase_again": _("암호문구 다시"),
    "passphrase_help": _("12자 이상. 낱말 서너 개를 이어 쓰면 외우기 쉽습니다."),
    "passphrase_short": _("암호문구를 12자 이상으로 정해 주세요."),
    "passphrase_differs": _("두 암호문구가 다릅니다."),
    "unlock": _("잠금 풀기"),
    "locked": _("잠겨 있습니다"),
    "wrong": _("암호문구가 맞지 않습니다."),
    "wait": _("{seconds}초 뒤에 다시 해 주세요."),
    "lock": _("잠그기"),
    "take_numbers": _("번호 받기"),
    "begin": _("접수 시작"),
    "go_on": _("하던 접수 잇기"),
    "second_screen": _("신청인 화면 열기"),
    # taking in
    "choose": _("어떤 민원인가요?"),
    "place": _("{count}개 가운데 {place}번째"),
    "required": _("필수"),
    "yes": _("예"),
    "no": _("아니요"),
    "none": _("해당 없음"),
    "next": _("저장하고 다음"),
    "back": _("뒤로"),
    "stop": _("그만두기"),
    "agree": _("동의합니다"),
    "photo_there": _("사진이 있습니다."),
    "photo_bad": _("읽을 수 없는 파일입니다. JPEG나 PNG 사진을 골라 주세요."),
    "file_large": _("1MB까지 붙일 수 있습니다."),
    "answer": _("답을 적어 주세요."),
    "date_bad": _("달력에 있는 날짜를 적어 주세요. 보기: 2026-11-28"),
    "date_range": _("이 문항에 적을 수 있는 기간을 벗어난 날짜입니다."),
    "phone_bad": _("전화번호를 숫자로 적어 주세요. 보기: 010-1234-5678"),
    "number_bad": _("숫자로 적어 주세요. 보기: 3"),
    "number_range": _("이 문항에 적을 수 있는 범위를 벗어났습니다."),
    "too_long": _("{count}자까지 적을 수 있습니다."),
    "must_agree": _("읽고 동의해야 다음으로 갈 수 있습니다."),
    "readback": _("읽어 드릴 답"),
    "change": _("고치기"),
    "also": _("함께 할 일"),
    "paid": _("현금으로 받은 수수료 (원)"),
    "paid_help": _("받지 않았으면 비워 둡니다. 금액이 다르면 돌아온 뒤 사람이 볼 접수가 됩니다."),
    "due": _("이 기기가 가진 규칙으로는 {amount}원입니다. 받은 금액을 적습니다. 0원이면 비워 둡니다."),
    "due_differs": _("규칙으로 계산한 {amount}원과 다릅니다. 그래도 그대로 내려면 한 번 더 누르세요."),
    "paid_bad": _("금액을 원 단위 숫자로 적어 주세요. 보기: 5000"),
    "applicants_language": _("신청인이 읽을 말"),
    "show": _("신청인에게 보이기"),
    "waiting_applicant": _("신청인이 자기 화면에서 확인하고 있습니다."),
    # the applicant's own screen
    "applicant_title": _("적은 것이 맞습니까?"),
    "applicant_paid": _("낸 수수료"),
    "amount": _("{amount}원"),
    "applicant_yes": _("맞습니다"),
    "applicant_no": _("고칠 것이 있습니다"),
    "applicant_wait": _("여기에 신청 내용이 보입니다."),
    "applicant_thanks": _("고맙습니다."),
    "said_no": _("신청인이 고칠 것이 있다고 했습니다."),
    # what was taken in
    "taken": _("접수했습니다"),
    "number": _("접수번호"),
    "service": _("민원"),
    "time": _("접수한 때"),
    "device": _("기기"),
    "state": _("상태"),
    "said": _("사이트의 답"),
    "print": _("접수증 인쇄"),
    "receipt": _("접수증"),
    "receipt_note": _(
        "회선이 끊긴 동안 창구에서 받은 접수입니다. 회선이 돌아오면 이 번호로 민원이 되고 처리 상황을 볼 수 있습니다."
    ),
    "ledger": _("영수증"),
    "another": _("다음 접수"),
    "acts": _("이 기기에서 받은 접수"),
    "acts_none": _("없습니다."),
    "send": _("지금 보내기"),
    "sent": _("보낸 것을 사이트가 모두 받았습니다."),
    "state_waiting": _("보낼 것"),
    "state_accepted": _("민원이 됨"),
    "state_conflict": _("사람이 볼 접수"),
    "state_refused": _("받지 않음"),
    "refused_stops": _(
        "사이트가 받지 않은 접수가 있어 그 뒤의 것을 보내지 않았습니다. 내용은 이 기기에 남아 있습니다. 담당자에게 알려 주세요."
    ),
}


def words() -> Mapping[str, Mapping[str, str]]:
    """Language → name → words; ``{name}`` stands for what the device fills in."""
    found = {}
    for language, own in settings.LANGUAGES:
        with override(language):
            found[language] = {"own_name": own, **{name: str(each) for name, each in _WORDS.items()}}
    return found
