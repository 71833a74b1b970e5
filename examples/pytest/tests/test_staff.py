"""The copy of the staff, in async code."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from kombo import Kombo

from careers.staff import Staff
from mockserver.pytest_plugin import KomboMock


@pytest.fixture
def hris(kombo_mock: KomboMock) -> Kombo:
    """The SDK, connected to an HR WORKS customer."""
    return kombo_mock.sdk("hrworks", "HRIS")


async def test_the_first_refresh_reads_everybody(kombo_mock: KomboMock, hris: Kombo) -> None:
    staff = Staff()
    read = await staff.refresh(hris, kombo_mock.clock.now)
    assert read >= len(staff.names) > 10


async def test_the_next_one_reads_what_changed(kombo_mock: KomboMock, hris: Kombo) -> None:
    staff = Staff()
    await staff.refresh(hris, kombo_mock.clock.now)
    before = len(staff.names)
    kombo_mock.clock.advance(hours=1)
    kombo_mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Frida", last_name="Okafor")
    assert await staff.refresh(hris, kombo_mock.clock.now) < before
    assert "Frida Okafor" in staff.names.values()
    assert len(staff.names) == before + 1


async def test_who_is_deleted_leaves_the_copy(kombo_mock: KomboMock, hris: Kombo) -> None:
    staff = Staff()
    await staff.refresh(hris, kombo_mock.clock.now)
    id = next(iter(staff.names))
    kombo_mock.clock.advance(hours=1)
    kombo_mock.upstream("hrworks", "record_deleted", "HRIS", model="employees", id=id)
    await staff.refresh(hris, kombo_mock.clock.now)
    assert id not in staff.names


async def test_many_copies_at_a_time(kombo_mock: KomboMock, hris: Kombo) -> None:
    copies = [Staff() for _ in range(5)]
    now = kombo_mock.clock.now
    await asyncio.gather(*(staff.refresh(hris, now) for staff in copies))
    assert all(staff.names == copies[0].names for staff in copies)


async def test_what_comes_late_is_only_there_after_a_sync(kombo_mock: KomboMock, hris: Kombo) -> None:
    staff = Staff()
    kombo_mock.change_integration("hrworks", "HRIS", syncs={"mode": "manual"})
    kombo_mock.upstream("hrworks", "employee_hired", "HRIS", first_name="Frida", last_name="Okafor")
    await staff.refresh(hris, kombo_mock.clock.now)
    assert "Frida Okafor" not in staff.names.values()
    kombo_mock.sync("hrworks", "HRIS")
    await staff.refresh(hris, kombo_mock.clock.now)
    assert "Frida Okafor" in staff.names.values()


async def test_it_can_be_asked_without_a_socket(kombo_mock: KomboMock) -> None:
    transport = kombo_mock.asgi_transport()
    headers = kombo_mock.headers("hrworks", "HRIS")
    async with httpx.AsyncClient(transport=transport, base_url="http://mock/v1", headers=headers) as client:
        assert (await client.get("/hris/employees")).status_code == 200
