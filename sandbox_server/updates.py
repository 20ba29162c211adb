"""How updates reach the bot: fetched by long polling, or posted to its webhook."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from .chats import Webhook
from .description import ApiError, bad_request
from .mailbox import Update
from .world import World

Params = dict[str, Any]
LOCAL = ("127.0.0.1", "localhost")
TRIES = 8
FIRST_PAUSE = 0.05
MAX_TIMEOUT = 50


async def get_updates(world: World, params: Params, reader: object) -> list[Update]:
    """The updates not yet confirmed, waited for as long as the bot asks."""
    if world.webhook is not None:
        reason = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        raise ApiError(409, f"Conflict: {reason}")
    world.mailbox.allow(params.get("allowed_updates"))
    world.mailbox.confirm(params.get("offset", 0))
    limit = min(max(params.get("limit", 100), 1), 100)
    return await world.mailbox.read(reader, limit, min(max(params.get("timeout", 0), 0), MAX_TIMEOUT))


def set_webhook(world: World, params: Params) -> bool:
    """Have updates posted to an address; none ("") ends it.

    Telegram wants https and a public host; here it must be http on this machine, for nothing may leave it.
    """
    url = params["url"]
    if url and not _is_local(url):
        raise bad_request("bad webhook: the sandbox posts to http://127.0.0.1 or http://localhost alone")
    secret = params.get("secret_token", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= params.get("max_connections", 40) <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    if "certificate" in params:
        raise bad_request('field "certificate" is not served by the sandbox')
    world.mailbox.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        world.mailbox.updates.clear()
    world.webhook = Webhook(url, secret, params.get("max_connections", 40)) if url else None
    world.mailbox.end_reading()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Have updates wait to be fetched."""
    return set_webhook(world, params | {"url": ""})


def get_webhook_info(world: World, params: Params) -> Params:
    """The webhook, how many updates wait, and what went wrong last."""
    hook = world.webhook or Webhook("", "", 40)
    info: Params = {"url": hook.url, "has_custom_certificate": False}
    info["pending_update_count"] = len(world.mailbox.updates)
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    return info | ({"allowed_updates": list(world.mailbox.allowed)} if world.mailbox.allowed else {})


async def post_updates(world: World) -> None:
    """Post updates to the webhook, whenever there is one: in order, one at a time. Runs till it is cancelled."""
    client = AsyncHTTPClient(force_instance=True)
    tries = 0
    try:
        while True:
            hook = world.webhook
            if hook is None or not world.mailbox.updates:
                await world.mailbox.news()
                continue
            update = world.mailbox.updates[0]
            fault = await _post(client, hook, update)
            tries = tries + 1 if fault else 0
            if fault and world.webhook is hook:
                world.webhook = replace(hook, last_error=fault, last_error_date=int(time.time()))
            if tries < TRIES and fault:
                await asyncio.sleep(FIRST_PAUSE * 2**tries)
                continue
            if fault:
                world.warnings.append(f"update {update['update_id']} was given up after {tries} tries: {fault}")
            tries = 0
            world.mailbox.confirm(update["update_id"] + 1)
    finally:
        client.close()


def _is_local(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and parts.hostname in LOCAL and parts.port != 0
    except ValueError:  # a port that is no port
        return False


async def _post(client: AsyncHTTPClient, hook: Webhook, update: Update) -> str:
    """Post one update: "" where the bot took it, else what went wrong."""
    headers = {"Content-Type": "application/json"}
    if hook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
    try:
        body = json.dumps(update, ensure_ascii=False)
        await client.fetch(hook.url, method="POST", headers=headers, body=body, follow_redirects=False)
    except HTTPClientError as error:
        return f"Wrong response from the webhook: {error.code} {error.message}"
    except OSError as error:
        return f"Connection failed: {error}"
    return ""
