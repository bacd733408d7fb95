"""The folder the workbench was started on: which workspaces stand in it, and what waits to be accepted."""

from __future__ import annotations

import contextlib
import re
import secrets
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chainchief.errors import ChainChiefError, InputError, WorkspaceError
from chainchief.workspace import ReadOptions, Workspace, list_workspaces
from chainchief.workspace.writing import put_lone_file

MANIFEST = "chain.toml"
NAME = re.compile(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff.-]{0,63}")
UPLOAD_NAME = re.compile(r"[^\w\u4e00-\u9fff.() -]+")
LONGEST_NAME = 180
WAITING = 8
STEPS_BACK = 50


class Absent(WorkspaceError):  # noqa: N818 - named like the errors of the package
    """What an address names is not there."""


@dataclass(frozen=True)
class Told:
    """One thing somebody said about a file that waits, and how the file was read before.

    en, zh : its name, as the button that takes it back shows it
    """

    en: str
    zh: str
    options: ReadOptions
    mode: str


@dataclass(frozen=True)
class Waiting:
    """A file that was read and checked but not accepted yet.

    preview : what the workspace made of it; nothing of it is saved
    scratch : closes the scratch folder that holds the upload
    workspace : name of the workspace it is meant for
    past : what was said about it so far, the newest last; each can be taken back
    """

    preview: Any
    scratch: contextlib.ExitStack
    workspace: str
    past: tuple[Told, ...] = ()


class Shelf:
    """Workspaces under one root; safe to use from several threads."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root).resolve()
        self._waiting: OrderedDict[str, Waiting] = OrderedDict()
        self._lock = threading.RLock()
        self._working: dict[str, Any] = {}
        self._warm: set[tuple[str, int]] = set()
        self._closed = threading.Event()

    def working(self, name: str) -> Any:
        """Held while something long is worked out for a workspace, so that two readers do not work it out twice."""
        with self._lock:
            return self._working.setdefault(name, threading.RLock())

    def warm(self, workspace: Workspace) -> None:
        """Work out what every page of a workspace rests on, once for each import, by one reader while others wait."""
        if workspace.generation == 0:
            return
        with self.working(workspace.name):
            stage = (workspace.name, workspace.generation)
            if stage in self._warm:
                return
            workspace.findings()
            with contextlib.suppress(ChainChiefError):
                workspace.diagnosis()
            with contextlib.suppress(ChainChiefError):
                run = workspace.evaluation()
                _ = run.result if run else None
            self._warm.add(stage)

    def warm_soon(self, workspaces: list[Workspace]) -> None:
        """The same in the background, one workspace after the other, until the shelf is closed.

        The thread is no daemon: at the end Python waits for it before the Parquet reader goes away under it.
        """

        def work() -> None:
            for workspace in workspaces:
                if self._closed.is_set():
                    return
                with contextlib.suppress(ChainChiefError):
                    self.warm(workspace)

        threading.Thread(target=work, name="warm").start()

    @property
    def single(self) -> str:
        """Name of the one workspace when the root itself is one, else ""."""
        return self.root.name if (self.root / MANIFEST).is_file() else ""

    def workspaces(self) -> list[Workspace]:
        """Every workspace of the root."""
        return list_workspaces(self.root)

    def open(self, name: str) -> Workspace:
        """The workspace `name`; raises WorkspaceError when there is none."""
        folder = self._folder(name)
        if folder is None or not (folder / MANIFEST).is_file():
            raise Absent(f"there is no workspace '{name}' here", f"这里没有名为“{name}”的工作区")
        return Workspace.open(folder)

    def create(self, name: str, title: str = "", language: str = "en") -> Workspace:
        """A new empty workspace; raises WorkspaceError for a name that cannot be a folder here or is taken."""
        return Workspace.create(self._free(name), title=title or name, language=language)

    def create_example(self, example: str, name: str = "", language: str = "en") -> Workspace:
        """A workspace filled with a bundled example; an earlier copy of the same name is opened instead."""
        wanted = name or example
        folder = self._folder(wanted)
        if folder is not None and (folder / MANIFEST).is_file():
            return self.open(wanted)
        made = Workspace.from_example(example, self._free(wanted), language)
        self.warm_soon([made])
        return made

    def _folder(self, name: str) -> Path | None:
        if self.single:
            return self.root if name == self.single else None
        return self.root / name if NAME.fullmatch(name) else None

    def _free(self, name: str) -> Path:
        folder = None if self.single else self._folder(name)
        if folder is None:
            raise WorkspaceError(
                f"'{name}' cannot be the name of a workspace here; use letters, digits, dash, at most 64",
                f"“{name}”不能作为工作区名；请用文字、数字、短横线，最多 64 个字符",
            )
        if folder.exists():
            raise WorkspaceError(f"'{name}' exists already; choose another name", f"“{name}”已存在，请换一个名称")
        return folder

    def hold(self, workspace: str, uploads: list[tuple[str, bytes]]) -> str:
        """Read and check uploads without saving them; the token under which they wait to be accepted.

        uploads : (file name, content); several files are read as one folder of tables
        """
        names = [_kept_name(filename) for filename, _ in uploads]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise InputError(
                f"two of the files are called {', '.join(twice)}; rename one and upload them again",
                f"有两个文件同名：{'、'.join(twice)}；请改名后重新上传",
            )
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chainchief-")))
            for name, (_, content) in zip(names, uploads, strict=True):
                _put_upload(folder / name, content)
            preview = self.open(workspace).preview(folder if len(uploads) > 1 else folder / names[0])
            scratch = stack.pop_all()
        token = secrets.token_urlsafe(9)
        with self._lock:
            self._waiting[token] = Waiting(preview, scratch, workspace)
            while len(self._waiting) > WAITING:
                self._drop(next(iter(self._waiting)))
        return token

    def waiting(self, workspace: str, token: str) -> Waiting | None:
        """What waits under a token, None when it was accepted, dropped or never there."""
        found = self._waiting.get(token)
        return found if found is not None and found.workspace == workspace else None

    def found(self, workspace: str, token: str) -> Waiting:
        """What waits under a token; raises Absent when nothing does."""
        found = self.waiting(workspace, token)
        if found is None:
            raise Absent(
                "this upload is gone: it was accepted already or is too old; upload the file again",
                "该上传已失效：已确认过，或时间太久；请重新上传",
            )
        return found

    def revise(
        self, workspace: str, token: str, words: tuple[str, str], options: ReadOptions | None = None, mode: str = ""
    ) -> Waiting:
        """Read what waits once more, otherwise; it can be taken back by its words (English, Chinese)."""
        with self.working(token):
            old = self.found(workspace, token)
            before = Told(*words, old.preview.options, old.preview.mode)
            made = self.open(workspace).revise(old.preview, options=options, mode=mode or None)
            return self._keep(token, replace(old, preview=made, past=(*old.past, before)[-STEPS_BACK:]))

    def take_back(self, workspace: str, token: str) -> Waiting:
        """Read what waits as it was read before the last thing said about it; nothing said changes nothing."""
        with self.working(token):
            old = self.found(workspace, token)
            if not old.past:
                return old
            last = old.past[-1]
            made = self.open(workspace).revise(old.preview, options=last.options, mode=last.mode)
            return self._keep(token, replace(old, preview=made, past=old.past[:-1]))

    def _keep(self, token: str, made: Waiting) -> Waiting:
        with self._lock:
            self.found(made.workspace, token)
            self._waiting[token] = made
        return made

    def accept(self, workspace: str, token: str) -> Any:
        """Save what waits under a token; the run that did it. Raises WorkspaceError for an unknown token."""
        with self._lock:
            found = self.found(workspace, token)
            target = self.open(workspace)
            run = target.accept(found.preview)
            self._drop(token)
        self.warm_soon([target])
        return run

    def drop(self, workspace: str, token: str) -> None:
        """Forget an upload without saving it."""
        with self._lock:
            if self.waiting(workspace, token) is not None:
                self._drop(token)

    def close(self) -> None:
        """Forget every upload that waits and begin nothing more in the background."""
        self._closed.set()
        with self._lock:
            for token in list(self._waiting):
                self._drop(token)

    def _drop(self, token: str) -> None:
        self._waiting.pop(token).scratch.close()
        self._working.pop(token, None)


def _kept_name(filename: str) -> str:
    name = safe_name(filename)
    if len(name.encode()) > LONGEST_NAME:
        raise InputError(
            f"the name of the file is too long ({name[:24]}…); shorten it to 60 characters and upload it again",
            f"文件名过长（{name[:24]}…）；请缩短到 60 个字以内后重新上传",
        )
    return name


def _put_upload(place: Path, content: bytes) -> None:
    """Keep an upload until it is accepted; a refusal names the file and no folder of this machine."""
    try:
        put_lone_file(place, content)
    except WorkspaceError as error:
        raise WorkspaceError(
            f"{place.name}: the upload cannot be kept on this computer; check its free space",
            f"{place.name}：上传的文件无法暂存；请检查本机磁盘空间",
        ) from error


def safe_name(filename: str) -> str:
    """The last part of an uploaded file's name, without anything a path could hide in.

    >>> safe_name("../../etc/pass wd.xlsx"), safe_name("C:\\\\tmp\\\\链.xlsx"), safe_name("..")
    ('pass wd.xlsx', '链.xlsx', 'upload')
    """
    last = filename.replace("\\", "/").rpartition("/")[2]
    return UPLOAD_NAME.sub("_", last).lstrip(". ") or "upload"


def free_name(shelf: Shelf, title: str) -> str:
    """A folder name made from a title that is not taken yet."""
    base = re.sub(r"[^\w\u4e00-\u9fff]+", "-", title.strip().lower()).strip("-_")[:48] or "chain"
    names = {workspace.name for workspace in shelf.workspaces()}
    candidates = [base, *(f"{base}-{number}" for number in range(2, 1000))]
    return next(name for name in candidates if name not in names and not (shelf.root / name).exists())
