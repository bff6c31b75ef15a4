"""`zhaoban judge` and `zhaoban models`: the engine on the command line, without database or server."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .engine import ENGINES, SIGNALS, Challenge, Decision, EngineSettings, NoModels, judge, prepare
from .engine.verdict import unreadable
from .weights.install import NotFetched, State, WrongHash, check, install, models_folder

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Face verification.")
models_cli = typer.Typer(no_args_is_help=True, help="The networks' weights: install, verify, list.")
cli.add_typer(models_cli, name="models")

UNREADABLE = 2
NOT_INSTALLED = 3


@cli.command("judge")
def judge_command(
    video: Annotated[Path, typer.Argument(help="The recorded video.")],
    portrait: Annotated[Path, typer.Option(help="The photo on file.")],
    prompts: Annotated[Path | None, typer.Option(help="JSON list of action, from_s, to_s in order.")] = None,
    actions: Annotated[str, typer.Option(help="Where no --prompts is given: the order alone, as in blink,nod.")] = "",
    engine: Annotated[str, typer.Option(help=f"One of {', '.join(ENGINES)}.")] = "default",
    without: Annotated[list[str] | None, typer.Option(help=f"Leave out a signal: {', '.join(SIGNALS)}.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole result as one JSON object.")] = False,
) -> None:
    """Judge one video. Exit status 0: pass, 1: fail or review, 2: input that cannot be read."""
    try:
        if engine not in ENGINES:
            raise ValueError(f"no such engine: {engine}; engines are {', '.join(ENGINES)}")
        settings = EngineSettings(leave_out=tuple(without or ()))
        challenge = _challenge(prompts, actions)
        pictures = video.read_bytes(), portrait.read_bytes()
        prepare(models_folder())
    except (OSError, ValueError) as error:
        _refuse(str(error), engine, as_json)
    except NoModels as error:
        typer.echo(f"没有安装模型，请运行 zhaoban models install。\n{error}", err=True)
        raise typer.Exit(NOT_INSTALLED) from None
    verdict = judge(*pictures, challenge, settings, engine=engine)
    if as_json:
        typer.echo(json.dumps(verdict.as_json(), ensure_ascii=False))
    else:
        typer.echo(verdict.decision.value)
        for finding in verdict.findings:
            typer.echo(f"{finding.reason.value}: {finding.reason.words.zh} / {finding.reason.words.en}")
    if not verdict.readable:
        raise typer.Exit(UNREADABLE)
    raise typer.Exit(0 if verdict.decision is Decision.PASS else 1)


def _refuse(why: str, engine: str, as_json: bool) -> NoReturn:
    """Options or files the judge cannot even begin with: the same shape of answer, status 2.

    The words of the reason speak to the person filmed; here whoever typed the command has to mend something.
    """
    result = unreadable(why, engine).as_json()
    result["findings"][0] |= {
        "zh": "命令的参数或文件有误",
        "en": "An option or a file of the command is wrong",
        "next_zh": "请按 note 所述更正后重试",
        "next_en": "Mend what the note says and try again",
    }
    typer.echo(json.dumps(result, ensure_ascii=False) if as_json else f"命令的参数或文件有误。unreadable: {why}")
    raise typer.Exit(UNREADABLE)


def _challenge(prompts: Path | None, actions: str) -> Challenge:
    if (prompts is None) == (not actions):
        raise ValueError("give either --prompts or --actions")
    if prompts is not None:
        try:
            return Challenge.read(json.loads(prompts.read_text(encoding="utf-8")))
        except json.JSONDecodeError as error:
            raise ValueError(f"the prompts are no JSON: {error}") from None
        except RecursionError:
            raise ValueError("the prompts are nested too deeply to be a list of prompts") from None
    return Challenge.of(*(name.strip() for name in actions.split(",")))


@models_cli.command("install")
def install_command(
    folder: Annotated[Path | None, typer.Argument(help="Where to; default var/models or ZHAOBAN_MODELS.")] = None,
    source: Annotated[Path | None, typer.Option("--from", help="A folder with the files or the wheels.")] = None,
) -> None:
    """Fetch what is missing, check every hash, convert."""
    try:
        install(folder or models_folder(), source, typer.echo)
    except (WrongHash, NotFetched, OSError) as error:
        typer.echo(f"{_cure(error)}\n{error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"models are complete in {folder or models_folder()}")


def _cure(error: WrongHash | NotFetched | OSError) -> str:
    """What the operator does about it, Chinese first."""
    if isinstance(error, WrongHash):
        return (
            "文件与清单不符，没有安装。请从清单所列来源重新取得；若再次不符，文件可能被改动，不要使用。\n"
            "The file is not the one of the manifest and was not installed. Fetch it again from the origin that "
            "`zhaoban models list` names; if it differs again, somebody changed it: do not use it."
        )
    if isinstance(error, NotFetched):
        return (
            "没有取得文件。离线安装：在联网的机器上备好文件或安装包，再运行 zhaoban models install --from 文件夹。\n"
            "The file could not be had. Without a network: put the files or their wheels into a folder on another "
            "machine, bring it here, and run `zhaoban models install --from FOLDER`."
        )
    return "无法读写模型文件夹。The models folder cannot be read or written."


@models_cli.command("verify")
def verify_command(folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Compare the folder with the manifest; exit status 1 if anything is missing or wrong."""
    states = check(folder or models_folder())
    for weight, state in states:
        typer.echo(f"{state.value:8} {weight.installed_name}")
    if any(state is not State.GOOD for _weight, state in states):
        typer.echo("模型不完整，请运行 zhaoban models install。Not complete: run `zhaoban models install`.", err=True)
        raise typer.Exit(1)


@models_cli.command("list")
def list_command(folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Name each file with its origin, licence and hash."""
    for weight, state in check(folder or models_folder()):
        typer.echo(f"{weight.installed_name} ({state.value})\n  {weight.use}\n  {weight.origin}, {weight.licence}")
        typer.echo(f"  {weight.package} {weight.version}: {weight.path}\n  sha256 {weight.sha256}")


if __name__ == "__main__":
    cli()
