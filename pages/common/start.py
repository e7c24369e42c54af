"""What must be right before anything is served: settings, sign-in whole or not at all, no option that opens a door."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st

from analytics.indicators.registry import indicators
from data.errors import BadSetting
from data.settings import SignIn
from pages.common.away import CALLBACK
from pages.common.council import settings
from pages.common.identity import LOCAL_AUDIENCE_VARIABLE, LOOPBACK, SERVES_VARIABLE, provider_section, served

REQUIRED: Final = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET: Final = 32

# Option of Streamlit -> the values with which nothing is let in or out that we have not thought about.
SAFE_OPTIONS: Final[dict[str, tuple[object, ...]]] = {
    # Browsers would tell Streamlit's makers which pages are read.
    "browser.gatherUsageStats": (False,),
    "client.showErrorDetails": ("none",),
    "client.toolbarMode": ("minimal", "viewer"),
    "global.developmentMode": (False,),
    # Rich prints an exception's own words, which may quote a row, past the log.
    "logger.enableRich": (False,),
    "server.corsAllowedOrigins": ([],),
    "server.enableAgentApi": (False,),
    "server.enableCORS": (True,),
    "server.enableStaticServing": (False,),
    "server.enableXsrfProtection": (True,),
    # It would run pages for nobody, and tell nobody how that went.
    "server.scriptHealthCheckEnabled": (False,),
    # A header of this list would be believed before the signed cookie.
    "server.trustedUserHeaders": ({}, None),
    # Who reads, for everybody to read, at an address that asks for no sign-in.
    "server.unsafeMetricsUserAttributes": ([],),
    "server.xsrfCookieSameSite": ("lax", "strict"),
}


def refuse_bad_start() -> None:
    """Raises BadSetting with everything that must be changed before the app may be served."""
    indicators(settings())
    rules = settings().sign_in
    faults = [*faults_of_options(), *faults_of_secrets_file(), *faults_of_sign_in(rules, provider_section())]
    if faults:
        raise BadSetting("The app was not started.\n" + "\n".join(f"- {fault}" for fault in faults))


def faults_of_options() -> list[str]:
    """Options of Streamlit that would open a door: set in config.toml, by a variable, or on the command line."""
    faults = [
        f"{option} is {st.get_option(option)!r}. Set it to {safe[0]!r}."
        for option, safe in SAFE_OPTIONS.items()
        if st.get_option(option) not in safe
    ]
    hosts = st.get_option("server.allowedHosts") or []
    if not hosts or any("*" in host for host in hosts):
        faults.append(f"server.allowedHosts is {hosts!r}. Name the hosts that readers use, without an asterisk.")
    return faults


def faults_of_secrets_file() -> list[str]:
    """A secrets file that is there and cannot be read: Streamlit would go on as if there were none."""
    files = [Path(file) for file in st.get_option("secrets.files")]
    if st.secrets.load_if_toml_exists() or not any(file.exists() for file in files):
        return []
    return [f"{', '.join(str(file) for file in files if file.exists())} cannot be read. It must be TOML in UTF-8."]


def faults_of_sign_in(rules: SignIn, provider: Mapping[str, Any] | None) -> list[str]:
    """What is missing for sign-in, once begun: roles in the settings go with a provider in the secrets."""
    audiences = served()
    if provider is None and not rules.roles:
        return []
    if provider is None:
        return ["The settings name roles under [sign_in], but the secrets have no [auth]: add it, or remove the roles."]
    if not rules.roles:
        return ["The secrets have [auth], but the settings name no role under [sign_in]: add roles, or remove [auth]."]
    named = set(rules.roles.values())
    faults = [
        f"{SERVES_VARIABLE} names {audience}, but sign_in.{audience} names no role."
        for audience in sorted(audiences)
        if SERVES_VARIABLE in os.environ and audience not in named
    ]
    if os.environ.get(LOCAL_AUDIENCE_VARIABLE):
        faults.append(f"{LOCAL_AUDIENCE_VARIABLE} is set, and so is sign-in. Unset it: sign-in decides who reads.")
    missing = [f"auth.{key} is missing from the secrets." for key in REQUIRED if not provider.get(key)]
    return [*faults, *missing] if missing else [*faults, *faults_of_provider(provider)]


def faults_of_provider(provider: Mapping[str, Any]) -> list[str]:
    """What is wrong with a provider's section that has every key."""
    redirect, metadata = str(provider["redirect_uri"]), str(provider["server_metadata_url"])
    faults = []
    if not redirect.endswith(CALLBACK):
        faults.append(f"auth.redirect_uri is {redirect!r}. It must end in {CALLBACK}.")
    faults += [
        f"auth.{key} is {address!r}. It must begin with https://."
        for key, address in (("redirect_uri", redirect), ("server_metadata_url", metadata))
        if not is_private(address)
    ]
    host = urlsplit(redirect).hostname
    if host not in (st.get_option("server.allowedHosts") or []):
        faults.append(f"auth.redirect_uri names the host {host!r}, which server.allowedHosts does not. Add it there.")
    if len(str(provider["cookie_secret"])) < SHORTEST_SECRET:
        faults.append(
            f"auth.cookie_secret is shorter than {SHORTEST_SECRET} characters: whoever guesses it is any reader. "
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
        )
    return faults


def is_private(address: str) -> bool:
    """Whether nobody can listen: TLS, or this machine alone."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def uses_https() -> bool:
    """Whether readers come by https, so that cookies must never leave by anything else."""
    return str((provider_section() or {}).get("redirect_uri", "")).startswith("https://")
