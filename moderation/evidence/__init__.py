"""Evidence about battles, findings and voters, prepared for staff."""
