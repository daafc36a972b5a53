"""The laws of the port, for the ledgers in memory, which need no network."""

from harness_memory import FilesHarness, MemoryHarness, OpenHarness, PlainHarness

from odoo.addons.connector_base.tests.contract import contract

TestMemory = contract(MemoryHarness)
TestMemoryOpen = contract(OpenHarness)
TestMemoryFiles = contract(FilesHarness)
TestPlain = contract(PlainHarness)
