"""A software controller with the holes of the stock one mended that our tests would fall into."""

from bumble import hci, ll
from bumble.controller import Connection, Controller

from virtual_ble.air import Radio

NOT_HERE = hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING


class RadioController(Controller):
    """As the stock one, and: connecting can be cancelled, reports say the signal's strength."""

    link: Radio
    le_acl_data_packet_length = 251

    def __init__(self, name: str, radio: Radio, address: str) -> None:
        super().__init__(name, link=radio, public_address=address)
        self.le_features = self.le_features & ~NOT_HERE
        self.scan_response: dict[hci.Address, bytes] = {}

    def on_hci_le_create_connection_cancel_command(
        self, _command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """The host wants to wait no more."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        self.send_hci_packet(
            hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=pending.peer_address.address_type,
                peer_address=pending.peer_address,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
        )
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def on_advertising_pdu(self, pdu: ll.AdvInd | ll.AdvExtInd) -> None:
        """Report it with its strength, the scan response after it, and connect if wanted."""
        if self.le_scan_enable:
            kinds = hci.HCI_LE_Advertising_Report_Event.EventType
            advertiser = self.link.find_le_controller(pdu.advertiser_address)
            response = advertiser.le_legacy_advertiser.scan_response_data if advertiser else b""
            self._report(pdu, kinds.ADV_IND, pdu.data)
            self._report(pdu, kinds.SCAN_RSP, response)
        pending = self.pending_le_connection
        if pending is not None and pending.peer_address == pdu.advertiser_address:
            self.create_le_connection(pdu.advertiser_address)

    def _report(self, pdu: ll.AdvInd | ll.AdvExtInd, kind: int, data: bytes) -> None:
        report = hci.HCI_LE_Advertising_Report_Event.Report(
            event_type=kind,
            address_type=pdu.advertiser_address.address_type,
            address=pdu.advertiser_address,
            data=data,
            rssi=self.link.rssi(pdu.advertiser_address),
        )
        self.send_hci_packet(hci.HCI_LE_Advertising_Report_Event([report]))

    def on_le_disconnected(self, connection: Connection, reason: int) -> None:
        """A link that both ends give up at the same moment ends once."""
        if self.le_connections.get(connection.peer_address) is connection:
            super().on_le_disconnected(connection, reason)
