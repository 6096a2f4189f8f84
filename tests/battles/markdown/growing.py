"""A text as it is written: its closed blocks rendered piece by piece, as a reader of all pieces sees them."""

from battles.markdown.closed_blocks import ClosedBlocks, join_blocks, render_closed_blocks
from tests.battles.markdown.unlimited import Unlimited


class GrowingText:
    """html: of the closed blocks so far. rest: the text after them. last: the blocks rendered last."""

    def __init__(self) -> None:
        self.html = self.rest = ""
        self.last = ClosedBlocks()

    def add(self, piece: str) -> bool:
        """Add text; whether it closed a block."""
        self.rest += piece
        closed = render_closed_blocks(
            self.rest, references=self.last.references, stub=self.last.stub, allowance=Unlimited()
        )
        if closed.characters:
            self.html = join_blocks(self.html, closed.html, open_list=self.last.open_list)
            self.rest, self.last = self.rest[closed.characters :], closed
        return closed.characters > 0

    @property
    def html_without_ends(self) -> str:
        """The HTML so far without the end tags of lists and items that are still open."""
        html = self.html
        for depth, tag in enumerate(self.last.open_list.split()):
            html = html.removesuffix(f"</{tag}>\n")
            html = html.removesuffix("</li>\n") if depth < self.last.open_list.count(" ") else html
        return html
