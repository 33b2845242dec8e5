"""The application: every use case of the platform, wired from its ports in one readable place."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.accounts.passwords import NormalizedPasswords
from hushroom_domain.accounts.ports import AccessTokens, AccountWork, Brakes, DomainNames, OpaqueTokens, Passwords
from hushroom_domain.accounts.queries import UserViews
from hushroom_domain.accounts.signing_in import SigningIn
from hushroom_domain.accounts.use_cases.authenticate import Authenticate
from hushroom_domain.accounts.use_cases.change_password import ChangePassword
from hushroom_domain.accounts.use_cases.delete_user import DeleteUser
from hushroom_domain.accounts.use_cases.forget_password import ForgetPassword
from hushroom_domain.accounts.use_cases.log_in import LogIn
from hushroom_domain.accounts.use_cases.log_out import LogOut
from hushroom_domain.accounts.use_cases.make_admin import MakeAdmin
from hushroom_domain.accounts.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.accounts.use_cases.register_user import RegisterUser
from hushroom_domain.accounts.use_cases.reset_password import ResetPassword
from hushroom_domain.accounts.use_cases.set_languages import SetLanguages
from hushroom_domain.accounts.use_cases.sweep_tokens import SweepTokens
from hushroom_domain.accounts.use_cases.update_profile import UpdateProfile
from hushroom_domain.accounts.use_cases.verify_age import VerifyAge
from hushroom_domain.accounts.use_cases.verify_email import VerifyEmail
from hushroom_domain.administration.errors import ExportQuotaReached
from hushroom_domain.administration.ports import AdminWork
from hushroom_domain.administration.queries import AdminViews, ExportViews
from hushroom_domain.administration.use_cases.export_data import ExportData
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.availability.errors import BlockQuotaReached
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.availability.queries import AvailabilityViews
from hushroom_domain.availability.use_cases.block_time import BlockTime
from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.availability.use_cases.unblock_time import UnblockTime
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.companions.queries import CompanionViews
from hushroom_domain.companions.use_cases.approve_companion import ApproveCompanion
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.companions.use_cases.set_presence import SetPresence
from hushroom_domain.companions.use_cases.suspend_companion import SuspendCompanion
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.contracts.ports import ContractWork
from hushroom_domain.contracts.queries import ContractViews
from hushroom_domain.contracts.use_cases.accept_contract import AcceptContract
from hushroom_domain.contracts.use_cases.draw_up_contract import DrawUpContract
from hushroom_domain.contracts.use_cases.revise_contract import ReviseContract
from hushroom_domain.drift.ports import DriftWork
from hushroom_domain.drift.use_cases.acknowledge_drift import AcknowledgeDrift
from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.drift.use_cases.pass_milestone import PassMilestone
from hushroom_domain.goals.ports import GoalWork
from hushroom_domain.goals.queries import GoalViews
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.matching.ports import MatchingWork, MatchResults
from hushroom_domain.matching.queries import MatchingViews
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.matching.use_cases.recall_matches import RecallMatches
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.media.queries import MediaViews
from hushroom_domain.media.use_cases.close_room import CloseRoom
from hushroom_domain.media.use_cases.create_room import CreateRoom
from hushroom_domain.media.use_cases.delete_room import DeleteRoom
from hushroom_domain.media.use_cases.enter_room import EnterRoom
from hushroom_domain.media.use_cases.open_room import OpenRoom
from hushroom_domain.media.use_cases.receive_room_notice import ReceiveRoomNotice
from hushroom_domain.media.use_cases.sweep_rooms import SweepRooms
from hushroom_domain.moderation.errors import ReportQuotaReached
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.moderation.ports import ModerationWork
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.notifications.ports import Broadcasts, Letters, Mailer, NotificationWork
from hushroom_domain.notifications.use_cases.broadcast import Broadcast
from hushroom_domain.notifications.use_cases.send_letter import SendLetter
from hushroom_domain.payments.ports import PaymentGateway, PaymentWork
from hushroom_domain.payments.pursuit import Pursuit
from hushroom_domain.payments.queries import PaymentViews
from hushroom_domain.payments.recording import Recording
from hushroom_domain.payments.renewing import Renewing
from hushroom_domain.payments.use_cases.ask_for_look import AskForLook
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.payments.use_cases.expire_match import ExpireMatch
from hushroom_domain.payments.use_cases.onboard_companion import OnboardCompanion
from hushroom_domain.payments.use_cases.process_notice import ProcessNotice
from hushroom_domain.payments.use_cases.pursue_payment import PursuePayment
from hushroom_domain.payments.use_cases.receive_notice import ReceiveNotice
from hushroom_domain.payments.use_cases.reconcile_payments import ReconcilePayments
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.payments.use_cases.release_hold import ReleaseHold
from hushroom_domain.payments.use_cases.settle_payment import SettlePayment
from hushroom_domain.payments.use_cases.sweep_payments import SweepPayments
from hushroom_domain.ratings.ports import RatingWork
from hushroom_domain.ratings.queries import RatingViews
from hushroom_domain.ratings.use_cases.age_standings import AgeStandings
from hushroom_domain.ratings.use_cases.rate_session import RateSession
from hushroom_domain.ratings.use_cases.refresh_standing import RefreshStanding
from hushroom_domain.sessions.errors import SessionQuotaReached
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.sessions.queries import SessionViews
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.sessions.use_cases.cancel_sessions import CancelSessions
from hushroom_domain.sessions.use_cases.close_stale_sessions import CloseStaleSessions
from hushroom_domain.sessions.use_cases.leave_sessions import LeaveSessions
from hushroom_domain.sessions.use_cases.move_session import MoveSession
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import QUOTAS, Countable, DailyQuota, Quotas


class Work(
    AccountWork,
    CompanionWork,
    AvailabilityWork,
    GoalWork,
    ContractWork,
    SessionWork,
    MediaWork,
    MatchingWork,
    PaymentWork,
    RatingWork,
    DriftWork,
    ModerationWork,
    NotificationWork,
    AdminWork,
    Protocol,
):
    """One transaction with everything in it; each feature sees its own part."""


class Views(Protocol):
    """The query ports, one a feature."""

    @property
    def users(self) -> UserViews: ...
    @property
    def companions(self) -> CompanionViews: ...
    @property
    def availability(self) -> AvailabilityViews: ...
    @property
    def goals(self) -> GoalViews: ...
    @property
    def contracts(self) -> ContractViews: ...
    @property
    def sessions(self) -> SessionViews: ...
    @property
    def media(self) -> MediaViews: ...
    @property
    def matching(self) -> MatchingViews: ...
    @property
    def payments(self) -> PaymentViews: ...
    @property
    def ratings(self) -> RatingViews: ...
    @property
    def admin(self) -> AdminViews: ...
    @property
    def exports(self) -> ExportViews: ...


@frozen(kw_only=True)
class Ports:
    """All that the application needs from the world."""

    begin: Begin[Work]
    views: Views
    clock: Clock
    ids: Ids
    passwords: Passwords
    domain_names: DomainNames
    brakes: Brakes
    access_tokens: AccessTokens
    opaque_tokens: OpaqueTokens
    gateway: PaymentGateway
    rooms: Rooms
    match_results: MatchResults
    letters: Letters
    mailer: Mailer
    broadcasts: Broadcasts
    mail_domain: str = "hushroom.local"
    reports_count: ReportsCount = ReportsCount.MET
    quotas: Quotas = QUOTAS


@frozen(kw_only=True)
class Accounts:
    register: RegisterUser
    log_in: LogIn
    refresh: RefreshTokenPair
    log_out: LogOut
    authenticate: Authenticate
    update_profile: UpdateProfile
    delete: DeleteUser
    set_languages: SetLanguages
    make_admin: MakeAdmin
    verify_email: VerifyEmail
    forget_password: ForgetPassword
    reset_password: ResetPassword
    change_password: ChangePassword
    verify_age: VerifyAge
    sweep_tokens: SweepTokens


@frozen(kw_only=True)
class Companions:
    register: RegisterCompanion
    update: UpdateCompanion
    set_presence: SetPresence
    approve: ApproveCompanion
    suspend: SuspendCompanion


@frozen(kw_only=True)
class Availability:
    set_hours: SetAvailability
    block: BlockTime
    unblock: UnblockTime


@frozen(kw_only=True)
class Goals:
    set: SetGoal
    judge: JudgeGoal


@frozen(kw_only=True)
class Contracts:
    draw_up: DrawUpContract
    revise: ReviseContract
    accept: AcceptContract


@frozen(kw_only=True)
class Sessions:
    book: BookSession
    move: MoveSession
    close_stale: CloseStaleSessions
    cancel: CancelSessions
    leave: LeaveSessions


@frozen(kw_only=True)
class Media:
    open_room: OpenRoom
    close_room: CloseRoom
    create_room: CreateRoom
    enter_room: EnterRoom
    delete_room: DeleteRoom
    receive_notice: ReceiveRoomNotice
    sweep: SweepRooms


@frozen(kw_only=True)
class Drift:
    flag: FlagDrift
    acknowledge: AcknowledgeDrift
    pass_milestone: PassMilestone


@frozen(kw_only=True)
class Moderation:
    report: FileReport
    decide: DecideReport


@frozen(kw_only=True)
class Administration:
    update_user: UpdateUser
    export_data: ExportData


@frozen(kw_only=True)
class Matching:
    find: FindCompanions
    recall: RecallMatches
    select: SelectCompanion


@frozen(kw_only=True)
class Payments:
    authorize: AuthorizePayment
    capture: CapturePayment
    settle: SettlePayment
    refund: RefundPayment
    pursue: PursuePayment
    release_hold: ReleaseHold
    ask_for_look: AskForLook
    expire_match: ExpireMatch
    sweep: SweepPayments
    reconcile: ReconcilePayments
    receive_notice: ReceiveNotice
    process_notice: ProcessNotice
    onboard: OnboardCompanion


@frozen(kw_only=True)
class Ratings:
    rate: RateSession
    refresh_standing: RefreshStanding
    age_standings: AgeStandings


@frozen(kw_only=True)
class Notifications:
    send_letter: SendLetter
    broadcast: Broadcast


@frozen(kw_only=True)
class Application:
    """What the platform can do (the features) and what it can be asked (the views)."""

    accounts: Accounts
    companions: Companions
    availability: Availability
    goals: Goals
    contracts: Contracts
    sessions: Sessions
    media: Media
    matching: Matching
    payments: Payments
    ratings: Ratings
    drift: Drift
    moderation: Moderation
    notifications: Notifications
    administration: Administration
    views: Views


def wire(ports: Ports) -> Application:
    """Build every use case."""
    p = ports
    return Application(
        accounts=_accounts(p),
        companions=Companions(
            register=RegisterCompanion(p.begin, p.clock, p.ids),
            update=UpdateCompanion(p.begin, p.clock),
            set_presence=SetPresence(p.begin, p.clock),
            approve=ApproveCompanion(p.begin, p.clock),
            suspend=SuspendCompanion(p.begin, p.clock),
        ),
        availability=Availability(
            set_hours=SetAvailability(p.begin, p.clock, p.ids),
            block=BlockTime(p.begin, p.clock, p.ids, DailyQuota(Countable.BLOCKS, p.quotas.blocks, BlockQuotaReached)),
            unblock=UnblockTime(p.begin),
        ),
        goals=Goals(set=SetGoal(p.begin, p.clock, p.ids), judge=JudgeGoal(p.begin, p.clock)),
        contracts=Contracts(
            draw_up=DrawUpContract(p.begin, p.clock, p.ids),
            revise=ReviseContract(p.begin, p.clock),
            accept=AcceptContract(p.begin, p.clock),
        ),
        sessions=Sessions(
            book=BookSession(
                p.begin,
                p.clock,
                p.ids,
                DailyQuota(Countable.SESSIONS, p.quotas.sessions, SessionQuotaReached),
                p.quotas.open_sessions,
            ),
            move=MoveSession(p.begin, p.clock),
            close_stale=CloseStaleSessions(p.begin, p.clock),
            cancel=CancelSessions(p.begin, p.clock),
            leave=LeaveSessions(p.begin, p.clock),
        ),
        media=Media(
            open_room=OpenRoom(p.begin, p.rooms),
            close_room=CloseRoom(p.begin, p.rooms),
            create_room=CreateRoom(p.begin, p.rooms),
            enter_room=EnterRoom(p.views.media, p.rooms),
            delete_room=DeleteRoom(p.begin, p.rooms),
            receive_notice=ReceiveRoomNotice(p.begin),
            sweep=SweepRooms(p.views.media, p.rooms),
        ),
        drift=Drift(
            flag=FlagDrift(p.begin, p.clock, p.ids),
            acknowledge=AcknowledgeDrift(p.begin, p.clock),
            pass_milestone=PassMilestone(p.begin, p.clock, p.ids),
        ),
        moderation=Moderation(
            report=FileReport(
                p.begin,
                p.clock,
                p.ids,
                p.reports_count,
                DailyQuota(Countable.REPORTS, p.quotas.reports, ReportQuotaReached),
            ),
            decide=DecideReport(p.begin, p.clock),
        ),
        administration=Administration(
            update_user=UpdateUser(p.begin, p.clock, p.ids),
            export_data=ExportData(
                p.begin,
                p.clock,
                p.views.exports,
                DailyQuota(Countable.EXPORTS, p.quotas.exports, ExportQuotaReached),
            ),
        ),
        matching=Matching(
            find=FindCompanions(p.clock, p.views.matching, p.match_results),
            recall=RecallMatches(p.views.matching, p.match_results),
            select=SelectCompanion(p.begin, p.clock),
        ),
        payments=_payments(p),
        ratings=Ratings(
            rate=RateSession(p.begin, p.clock, p.ids),
            refresh_standing=RefreshStanding(p.begin, p.clock),
            age_standings=AgeStandings(p.begin, p.clock),
        ),
        notifications=Notifications(
            send_letter=SendLetter(
                p.begin, p.clock, p.letters, p.mailer, p.ids, p.opaque_tokens, p.mail_domain, p.quotas
            ),
            broadcast=Broadcast(p.begin, p.clock, p.broadcasts),
        ),
        views=p.views,
    )


def _accounts(p: Ports) -> Accounts:
    signing_in = SigningIn(p.clock, p.ids, p.access_tokens, p.opaque_tokens)
    passwords = NormalizedPasswords(p.passwords)
    return Accounts(
        register=RegisterUser(p.begin, p.clock, p.ids, passwords, p.domain_names, signing_in),
        log_in=LogIn(p.begin, passwords, p.domain_names, signing_in, p.brakes),
        refresh=RefreshTokenPair(p.begin, p.clock, p.opaque_tokens, signing_in),
        log_out=LogOut(p.begin, p.clock, p.opaque_tokens),
        authenticate=Authenticate(p.clock, p.access_tokens, p.views.users),
        update_profile=UpdateProfile(p.begin, p.clock),
        delete=DeleteUser(p.begin, p.clock),
        set_languages=SetLanguages(p.begin, p.ids),
        make_admin=MakeAdmin(p.begin, p.clock, p.domain_names),
        verify_email=VerifyEmail(p.begin, p.clock, p.opaque_tokens),
        forget_password=ForgetPassword(p.begin, p.clock, p.ids, p.domain_names, p.brakes),
        reset_password=ResetPassword(p.begin, p.clock, passwords, p.opaque_tokens, p.brakes),
        change_password=ChangePassword(p.begin, p.clock, passwords, p.brakes),
        verify_age=VerifyAge(p.begin, p.clock),
        sweep_tokens=SweepTokens(p.begin, p.clock),
    )


def _payments(p: Ports) -> Payments:
    recording = Recording(p.begin, p.clock)
    pursuit = Pursuit(p.begin, p.clock, p.gateway, recording, Renewing(p.begin, p.clock, p.gateway))
    return Payments(
        authorize=AuthorizePayment(p.begin, p.clock, p.ids, p.gateway, recording, pursuit),
        capture=CapturePayment(p.begin, p.clock, pursuit),
        settle=SettlePayment(p.begin, p.clock),
        refund=RefundPayment(p.begin, p.clock, p.ids, pursuit),
        pursue=PursuePayment(pursuit),
        release_hold=ReleaseHold(p.begin, p.gateway),
        ask_for_look=AskForLook(p.begin, p.clock),
        expire_match=ExpireMatch(p.begin, p.clock, p.gateway, recording, pursuit),
        sweep=SweepPayments(p.begin, p.clock),
        reconcile=ReconcilePayments(p.begin, p.clock),
        receive_notice=ReceiveNotice(p.begin, p.clock),
        process_notice=ProcessNotice(p.begin, p.clock, p.gateway, recording),
        onboard=OnboardCompanion(p.begin, p.clock, p.gateway),
    )
