"""What the application keeps for its routes: the pipeline and the settings. FastAPI would send a plain function to a
thread of its own, which takes longer than all that these do."""

from typing import Annotated

from fastapi import Depends, Request

from app.config import Settings
from app.pipeline import Pipeline


async def pipeline_of(request: Request) -> Pipeline:
    """The pipeline of this application."""
    pipeline: Pipeline = request.app.state.pipeline
    return pipeline


async def settings_of(request: Request) -> Settings:
    """The settings of this application."""
    settings: Settings = request.app.state.settings
    return settings


PipelineOf = Annotated[Pipeline, Depends(pipeline_of)]
SettingsOf = Annotated[Settings, Depends(settings_of)]
