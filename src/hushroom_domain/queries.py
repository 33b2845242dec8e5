"""The query ports that use cases need. Few features have one; the in-memory platform implements them too."""

from attrs import frozen

from hushroom_domain.administration.feature import ExportQueries
from hushroom_domain.identity.feature import ViewerQueries
from hushroom_domain.matching.feature import MatchingQueries
from hushroom_domain.media.feature import MediaQueries


@frozen(kw_only=True)
class UseCaseQueries:
    """The query ports that use cases ask; the in-memory platform implements them too."""

    viewers: ViewerQueries
    media: MediaQueries
    matching: MatchingQueries
    exports: ExportQueries
