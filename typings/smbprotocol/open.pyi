from collections.abc import Callable
from typing import Literal, TypeAlias, overload

from smbprotocol.connection import Request
from smbprotocol.structure import Structure
from smbprotocol.tree import TreeConnect

Sent: TypeAlias = tuple[Structure, Callable[[Request], object]]

class SMB2QueryInfoRequest(Structure): ...
class SMB2QueryInfoResponse(Structure): ...
class SMB2SetInfoRequest(Structure): ...

class Open:
    file_id: bytes
    def __init__(self, tree: TreeConnect, name: str) -> None: ...
    @overload
    def create(
        self,
        impersonation_level: int,
        desired_access: int,
        file_attributes: int,
        share_access: int,
        create_disposition: int,
        create_options: int,
        *,
        send: Literal[False],
    ) -> Sent: ...
    @overload
    def create(
        self,
        impersonation_level: int,
        desired_access: int,
        file_attributes: int,
        share_access: int,
        create_disposition: int,
        create_options: int,
    ) -> object: ...
    @overload
    def close(self, get_attributes: bool = ..., *, send: Literal[False]) -> Sent: ...
    @overload
    def close(self, get_attributes: bool = ...) -> object: ...
    def query_directory(
        self, pattern: str, file_information_class: int, flags: int | None = ...
    ) -> list[Structure]: ...
    def write(self, data: bytes, offset: int = ...) -> int: ...
    def read(self, offset: int, length: int) -> bytes: ...
